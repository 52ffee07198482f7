import type { Mapping } from '../json.ts';
import type { CallBase } from '../step-base.ts';

/** Calls an action that returns steps, which are validated and then run here. */
export interface GenerateStep extends CallBase {
  readonly type: 'generate';
  readonly target: string;
  readonly action: string;
  readonly params?: Mapping;
}
