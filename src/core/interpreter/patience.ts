import type { RetrySpec } from '../run/retry.ts';

/** For calls that write to the store: it may be away for long, and nothing is lost meanwhile. */
export const UNTIL_IT_IS_BACK: RetrySpec = {
  maxAttempts: 1_000_000,
  strategy: 'exponential',
  baseDelay: 1000,
  maxDelay: 60_000,
  factor: 2,
  delays: [],
  jitter: 0,
  nonRetryable: [],
};

/** Milliseconds of one attempt at the store. */
export const STORE_TIMEOUT = 60_000;

/** Milliseconds for which the end of a run waits for a store that is away. */
export const PATIENCE = 30_000;
