import type { ErrorClass } from '../errors/error-class.ts';
import { isRetryableClass } from '../errors/error-class.ts';
import type { Failure } from '../errors/failure.ts';
import type { FrozenCondition } from '../expression/frozen-condition.ts';

/** A retry policy with its defaults filled in and durations in milliseconds: what travels to the action's wrapper. */
export interface RetrySpec {
  readonly maxAttempts: number;
  readonly strategy: 'exponential' | 'linear' | 'fixed' | 'custom';
  readonly baseDelay: number;
  readonly maxDelay: number;
  readonly factor: number;
  readonly delays: readonly number[];
  readonly jitter: number;
  readonly retryOn?: readonly string[];
  readonly nonRetryable: readonly string[];
  /** Expression over `$error`, `$attempt` and the frozen `values` of every other reference in it. */
  readonly when?: FrozenCondition;
}

/** Milliseconds until the next attempt after `attempt` failed; `key` makes the jitter the same on every machine. */
export function retryDelay(spec: RetrySpec, attempt: number, key: string): number {
  const planned = plannedDelay(spec, attempt);
  const capped = spec.strategy === 'custom' ? planned : Math.min(planned, spec.maxDelay);
  return Math.round(capped * (1 - spec.jitter * unitHash(`${key}#${attempt}`)));
}

function plannedDelay(spec: RetrySpec, attempt: number): number {
  switch (spec.strategy) {
    case 'exponential':
      return spec.baseDelay * spec.factor ** (attempt - 1);
    case 'linear':
      return spec.baseDelay * attempt;
    case 'fixed':
      return spec.baseDelay;
    case 'custom':
      return spec.delays[Math.min(attempt, spec.delays.length) - 1] ?? 0;
  }
}

/** Whether the policy's lists let this failure be tried again (`when` is judged by the caller). */
export function isRetryable(spec: RetrySpec, failure: Failure): boolean {
  if (matchesAny(spec.nonRetryable, failure)) return false;
  return spec.retryOn === undefined ? isRetryableClass(failure.class) : matchesAny(spec.retryOn, failure);
}

/** Whether a failure's class or code is one of the patterns; `*` stands for any text. */
export function matchesAny(patterns: readonly string[], failure: { readonly class: ErrorClass; readonly code: string }): boolean {
  return patterns.some((pattern) => matches(pattern, failure.class) || matches(pattern, failure.code));
}

function matches(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const tail = rest.pop() ?? '';
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false;
  let from = head.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > text.length - tail.length) return false;
    from = at + part.length;
  }
  return true;
}

/** FNV-1a as a number from 0 up to 1. */
function unitHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) / 0x1_0000_0000;
}
