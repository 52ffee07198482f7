import type { StepBase } from '../step-base.ts';

/** Ends the run COMPLETED with a value in place of `output`. */
export interface ReturnStep extends StepBase {
  readonly type: 'return';
  readonly value?: unknown;
}
