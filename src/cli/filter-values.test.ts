import { expect, it } from 'vitest';

import { parseTime, parseVariables } from './filter-values.ts';

const now = Date.UTC(2026, 0, 31, 12);

it('takes a time, or a duration back from now', () => {
  expect(parseTime('--since', '2026-01-30', now).toISOString()).toBe('2026-01-30T00:00:00.000Z');
  expect(parseTime('--since', '2h', now).toISOString()).toBe('2026-01-31T10:00:00.000Z');
});

it('refuses anything else, with an example', () => {
  expect(() => parseTime('--since', 'yesterday', now)).toThrow(
    expect.objectContaining({ code: 'InvalidValue', hint: expect.stringContaining('2h') as string }),
  );
});

it('takes values of variables as JSON where they are, else as text', () => {
  const options = ['region=eu', 'count=5', 'code="5"', 'formula=a=b', 'list=[1]'];
  expect(parseVariables(options)).toEqual({ region: 'eu', count: 5, code: '5', formula: 'a=b', list: [1] });
  expect(() => parseVariables(['region'])).toThrow(expect.objectContaining({ code: 'InvalidValue' }));
});
