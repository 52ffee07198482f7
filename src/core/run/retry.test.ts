import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Failure } from '../errors/failure.ts';
import { isRetryable, matchesAny, retryDelay, type RetrySpec } from './retry.ts';

const SPEC: RetrySpec = {
  maxAttempts: 5,
  strategy: 'exponential',
  baseDelay: 1000,
  maxDelay: 60_000,
  factor: 2,
  delays: [],
  jitter: 0,
  nonRetryable: [],
};

function delays(spec: Partial<RetrySpec>, attempts = 4): readonly number[] {
  return Array.from({ length: attempts }, (_, i) => retryDelay({ ...SPEC, ...spec }, i + 1, 'run/a'));
}

function failure(change: Partial<Failure> = {}): Failure {
  return { code: 'Busy', class: 'transient', message: '', ...change };
}

describe('retryDelay', () => {
  test('exponential grows by the factor up to maxDelay', () => {
    expect(delays({}, 8)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(delays({ factor: 3, baseDelay: 10 })).toEqual([10, 30, 90, 270]);
  });

  test('linear grows by baseDelay up to maxDelay', () => {
    expect(delays({ strategy: 'linear', maxDelay: 2500 })).toEqual([1000, 2000, 2500, 2500]);
  });

  test('fixed stays', () => {
    expect(delays({ strategy: 'fixed' })).toEqual([1000, 1000, 1000, 1000]);
  });

  test('custom takes the delays given, the last one repeats, maxDelay does not cut them', () => {
    expect(delays({ strategy: 'custom', delays: [5, 100_000] })).toEqual([5, 100_000, 100_000, 100_000]);
    expect(delays({ strategy: 'custom', delays: [] }, 1)).toEqual([0]);
  });

  test('jitter takes away at most its part, always the same for one key and attempt', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.string(), fc.integer({ min: 1, max: 20 }), (jitter, key, attempt) => {
        const spec = { ...SPEC, strategy: 'fixed', jitter } as const;
        const delay = retryDelay(spec, attempt, key);
        expect(delay).toBe(retryDelay(spec, attempt, key));
        expect(delay).toBeGreaterThanOrEqual(Math.floor(1000 * (1 - jitter)));
        expect(delay).toBeLessThanOrEqual(1000);
      }),
    );
  });

  test('jitter spreads over keys and attempts', () => {
    const spec = { ...SPEC, strategy: 'fixed', jitter: 1 } as const;
    const spread = Array.from({ length: 1000 }, (_, i) => retryDelay(spec, 1 + (i % 4), `run-${i}/a`));
    expect(new Set(spread).size).toBeGreaterThan(500);
    expect(Math.min(...spread)).toBeLessThan(50);
    expect(Math.max(...spread)).toBeGreaterThan(950);
  });
});

describe('isRetryable', () => {
  test('by default the first four classes', () => {
    const retried = (['transient', 'rate-limited', 'timeout', 'unknown', 'permanent', 'validation', 'auth', 'cancelled'] as const).filter(
      (each) => isRetryable(SPEC, failure({ class: each })),
    );
    expect(retried).toEqual(['transient', 'rate-limited', 'timeout', 'unknown']);
  });

  test('retryOn replaces the default, nonRetryable beats it', () => {
    const spec = { ...SPEC, retryOn: ['permanent', 'Http5*'], nonRetryable: ['Http501'] };
    expect(isRetryable(spec, failure())).toBe(false);
    expect(isRetryable(spec, failure({ class: 'permanent' }))).toBe(true);
    expect(isRetryable(spec, failure({ code: 'Http503' }))).toBe(true);
    expect(isRetryable(spec, failure({ code: 'Http501' }))).toBe(false);
    expect(isRetryable({ ...spec, retryOn: [] }, failure())).toBe(false);
  });
});

describe('matchesAny', () => {
  test.each([
    ['Busy', 'Busy', true],
    ['Busy', 'BusyNow', false],
    ['Busy*', 'BusyNow', true],
    ['*Now', 'BusyNow', true],
    ['*sy*', 'BusyNow', true],
    ['B*y*w', 'BusyNow', true],
    ['B*w*y', 'BusyNow', false],
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['**', 'x', true],
    ['.*', 'x', false],
    ['', 'x', false],
  ])('%j against the code %j: %j', (pattern, code, expected) => {
    expect(matchesAny([pattern], { class: 'unknown', code })).toBe(expected);
  });

  test('agrees with a regular expression on every pattern', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), text, (parts, code) => {
        const pattern = parts.join('*');
        expect(matchesAny([pattern], { class: 'unknown', code })).toBe(new RegExp(`^${parts.join('.*')}$`).test(code));
      }),
      { numRuns: 2000 },
    );
  });
});
