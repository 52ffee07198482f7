import type { ErrorClass } from './error-class.ts';

/** A failure as a plain record: what travels in results, journals and histories, and what `$error` is. */
export interface Failure {
  /** Stable code, e.g. `MissingReference`; documented in docs/errors/. */
  readonly code: string;
  readonly class: ErrorClass;
  readonly message: string;
  /** Id of the step that failed first. */
  readonly step?: string;
  /** Path of the step execution that failed first. */
  readonly path?: string;
  /** Attempts made, the first included. */
  readonly attempts?: number;
  /** Milliseconds to wait before trying again, when the failing side said so. */
  readonly retryAfter?: number;
  readonly details?: unknown;
  readonly cause?: Failure;
}
