import type { Duration } from '../json.ts';
import type { Step } from '../step.ts';
import type { StepBase } from '../step-base.ts';

/** Waits for an event of a type; its value is the event's data. */
export interface EventStep extends StepBase {
  readonly type: 'event';
  readonly event: string;
  readonly match?: string | boolean;
  readonly timeout?: Duration;
  readonly onTimeout?: 'fail' | 'skip' | { readonly steps: readonly Step[] };
}
