import type { Duration } from '../json.ts';
import type { StepBase } from '../step-base.ts';

/** Waits for a duration or until a time; exactly one of the two. */
export interface WaitStep extends StepBase {
  readonly type: 'wait';
  readonly for?: Duration;
  readonly until?: string;
}
