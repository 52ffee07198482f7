import { expect, test, vi } from 'vitest';

import { ValidDefinitions } from './valid-definitions.ts';

test('what says the same as one that was found valid is not validated again', () => {
  const definitions = new ValidDefinitions();
  const validate = vi.fn();
  definitions.check('hash', ['a', 'b'], validate);
  definitions.check('hash', ['b', 'a'], validate);
  expect(validate).toHaveBeenCalledTimes(1);
  definitions.check('hash', ['b'], validate);
  definitions.check('other', ['a', 'b'], validate);
  expect(validate).toHaveBeenCalledTimes(3);
});

test('what was found wrong, and what JSON can not carry, is looked at each time', () => {
  const definitions = new ValidDefinitions();
  const refuse = vi.fn(() => {
    throw new Error('not valid');
  });
  for (const hash of ['hash', 'hash', undefined, undefined]) expect(() => definitions.check(hash, [], refuse)).toThrow('not valid');
  expect(refuse).toHaveBeenCalledTimes(4);
});
