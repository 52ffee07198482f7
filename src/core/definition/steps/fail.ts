import type { ErrorClass } from '../../errors/error-class.ts';
import type { StepBase } from '../step-base.ts';

/** Raises an error at its place, catchable like any. */
export interface FailStep extends StepBase {
  readonly type: 'fail';
  readonly error: string | { readonly code?: string; readonly message: string; readonly class?: ErrorClass; readonly details?: unknown };
}
