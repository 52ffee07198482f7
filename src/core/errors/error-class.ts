/**
 * What kind of failure an error is. The class decides recovery: the first four are retried by default,
 * the others are not (dsl.md, "Errors").
 */
export const ERROR_CLASSES = ['transient', 'rate-limited', 'timeout', 'unknown', 'permanent', 'validation', 'auth', 'cancelled'] as const;

export type ErrorClass = (typeof ERROR_CLASSES)[number];

const RETRYABLE: ReadonlySet<ErrorClass> = new Set(['transient', 'rate-limited', 'timeout', 'unknown']);

/** True for the classes that are retried when a retry policy names no `retryOn`. */
export function isRetryableClass(errorClass: ErrorClass): boolean {
  return RETRYABLE.has(errorClass);
}
