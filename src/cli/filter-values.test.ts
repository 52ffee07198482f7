import { expect, it } from 'vitest';

import { parseSince } from './since.ts';

const now = Date.UTC(2026, 0, 31, 12);

it('takes a time, or a duration back from now', () => {
  expect(parseSince('2026-01-30', now).toISOString()).toBe('2026-01-30T00:00:00.000Z');
  expect(parseSince('2h', now).toISOString()).toBe('2026-01-31T10:00:00.000Z');
});

it('refuses anything else, with an example', () => {
  expect(() => parseSince('yesterday', now)).toThrow(
    expect.objectContaining({ code: 'InvalidValue', hint: expect.stringContaining('2h') as string }),
  );
});
