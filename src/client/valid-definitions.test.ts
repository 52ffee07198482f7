import { expect, test, vi } from 'vitest';

import { ValidDefinitions } from './valid-definitions.ts';

const definition = { id: 'w', name: 'W', steps: [] };

test('what says the same as one that was found valid is not validated again', () => {
  const definitions = new ValidDefinitions();
  const validate = vi.fn(() => definition);
  expect(definitions.check(definition, ['a'], validate)).toBe(definition);
  const copy = { steps: [], name: 'W', id: 'w' };
  expect(definitions.check(copy, ['a'], validate)).toBe(copy);
  expect(validate).toHaveBeenCalledTimes(1);
  definitions.check(definition, ['b'], validate);
  definitions.check({ ...definition, name: 'V' }, ['a'], validate);
  expect(validate).toHaveBeenCalledTimes(3);
});

test('what was found wrong, and what JSON can not carry, is looked at each time', () => {
  const definitions = new ValidDefinitions();
  const refuse = vi.fn(() => {
    throw new Error('not valid');
  });
  const circle: Record<string, unknown> = {};
  circle['steps'] = circle;
  for (const wrong of [definition, definition, circle, circle, { version: 1n }])
    expect(() => definitions.check(wrong, [], refuse)).toThrow('not valid');
  expect(refuse).toHaveBeenCalledTimes(5);
});
