import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { parseDuration } from './duration.ts';

describe('parseDuration', () => {
  test.each([
    [0, 0],
    [1500, 1500],
    ['1500', 1500],
    ['250ms', 250],
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
    ['1.5s', 1500],
    ['PT30S', 30_000],
    ['PT0.5S', 500],
    ['P1DT2H', 93_600_000],
    ['P1W', 604_800_000],
    ['PT1M', 60_000],
  ])('%j is %d ms', (value, ms) => {
    expect(parseDuration(value)).toBe(ms);
  });

  test.each([
    [''],
    ['s'],
    ['30 parsecs'],
    ['1h 30'],
    ['P'],
    ['PT'],
    ['P1DT'],
    ['P1M'],
    ['P1Y'],
    ['-5s'],
    [-1],
    [Number.NaN],
    [Infinity],
    [null],
    [undefined],
    [true],
    [{}],
    ['1s1h x'],
  ])('%j is no duration', (value) => {
    expect(parseDuration(value)).toBeUndefined();
  });

  test('never throws, and gives milliseconds of 0 or more', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const ms = parseDuration(value);
        expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true);
      }),
    );
  });

  test('is quick on long nonsense', () => {
    const before = Date.now();
    parseDuration(`${'1h'.repeat(50_000)}x`);
    parseDuration('1'.repeat(100_000));
    expect(Date.now() - before).toBeLessThan(500);
  });
});
