import type { Step } from '../step.ts';
import type { BlockBase } from '../step-base.ts';

/** Runs `then` when the condition holds, else `else`; its value is that list's, null when there is none. */
export interface IfStep extends BlockBase {
  readonly type: 'if';
  readonly condition: string | boolean;
  readonly then: readonly Step[];
  readonly else?: readonly Step[];
}
