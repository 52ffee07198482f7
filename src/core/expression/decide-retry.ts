import type { Failure } from '../errors/failure.ts';
import { isRetryable, retryDelay, type RetrySpec } from '../run/retry.ts';
import { Evaluator } from './evaluator.ts';

/**
 * Milliseconds until the next attempt, or undefined when the failure is final. `failure.attempts` counts the attempts
 * made; `key` is run id and path. A failing side that says when to come back is not asked earlier.
 */
export function decideRetry(spec: RetrySpec, failure: Failure, key: string): number | undefined {
  const attempt = failure.attempts ?? 1;
  if (attempt >= spec.maxAttempts || !isRetryable(spec, failure) || !conditionHolds(spec, failure, attempt)) return undefined;
  return Math.max(retryDelay(spec, attempt, key), failure.retryAfter ?? 0);
}

function conditionHolds({ when }: RetrySpec, failure: Failure, attempt: number): boolean {
  if (when === undefined) return true;
  const values: Readonly<Record<string, unknown>> = { ...when.values, error: failure, attempt };
  const names = Object.keys(values);
  return new Evaluator(new Set(names)).condition(when.source, {
    lookup: (root) => (Object.hasOwn(values, root) ? { value: values[root] } : undefined),
    names: () => names,
  });
}
