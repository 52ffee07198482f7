import type { StepBase } from '../step-base.ts';

/** Marks a point that a rerun can start from. */
export interface CheckpointStep extends StepBase {
  readonly type: 'checkpoint';
}
