import type { Failure } from '../errors/failure.ts';
import { isRetryable, retryDelay, type RetrySpec } from '../run/retry.ts';
import { frozenConditionHolds } from './frozen-condition.ts';

/**
 * Milliseconds until the next attempt, or undefined when the failure is final. `failure.attempts` counts the attempts
 * made; `key` is run id and path. A failing side that says when to come back is not asked earlier.
 */
export function decideRetry(spec: RetrySpec, failure: Failure, key: string): number | undefined {
  const attempt = failure.attempts ?? 1;
  if (attempt >= spec.maxAttempts || !isRetryable(spec, failure)) return undefined;
  if (spec.when !== undefined && !frozenConditionHolds(spec.when, { error: failure, attempt })) return undefined;
  return Math.max(retryDelay(spec, attempt, key), failure.retryAfter ?? 0);
}
