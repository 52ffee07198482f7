import type { Mapping } from '../json.ts';
import type { StepBase } from '../step-base.ts';

/** Sets variables of the run, all together. */
export interface SetStep extends StepBase {
  readonly type: 'set';
  readonly values: Mapping;
}
