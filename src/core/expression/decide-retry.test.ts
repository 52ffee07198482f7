import { describe, expect, test } from 'vitest';
import type { Failure } from '../errors/failure.ts';
import type { RetrySpec } from '../run/retry.ts';
import { decideRetry } from './decide-retry.ts';

const SPEC: RetrySpec = {
  maxAttempts: 3,
  strategy: 'fixed',
  baseDelay: 100,
  maxDelay: 1000,
  factor: 1,
  delays: [],
  jitter: 0,
  nonRetryable: [],
};
const FAILURE: Failure = { code: 'Busy', class: 'transient', message: 'busy', attempts: 1 };

describe('the next attempt', () => {
  test('comes after the delay, or when the failing side said', () => {
    expect(decideRetry(SPEC, FAILURE, 'r/charge')).toBe(100);
    expect(decideRetry(SPEC, { ...FAILURE, retryAfter: 700 }, 'r/charge')).toBe(700);
  });

  test('does not come after the last one, or after a failure that is not retried', () => {
    expect(decideRetry(SPEC, { ...FAILURE, attempts: 3 }, 'r/charge')).toBeUndefined();
    expect(decideRetry(SPEC, { ...FAILURE, class: 'permanent' }, 'r/charge')).toBeUndefined();
  });

  test.each([
    ['$error.code == "Busy" && $attempt < 2', 100],
    ['$attempt > 1', undefined],
    ['$limit > $attempt', 100],
    ['$limit == null', undefined],
  ])('when %s: %s', (source, expected) => {
    expect(decideRetry({ ...SPEC, when: { source, values: { limit: 5 } } }, FAILURE, 'r/charge')).toBe(expected);
  });
});
