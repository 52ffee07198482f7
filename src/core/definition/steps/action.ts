import type { Mapping } from '../json.ts';
import type { CallBase } from '../step-base.ts';

/** Calls an action of a target; its value is the action's result. The kind when `type` is absent. */
export interface ActionStep extends CallBase {
  readonly type?: 'action';
  readonly target: string;
  readonly action: string;
  readonly params?: Mapping;
}
