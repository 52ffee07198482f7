import type { Step } from '../step.ts';
import type { BlockBase } from '../step-base.ts';

/** Runs the first case whose `when` holds, else `default`; its value is that list's. */
export interface SwitchStep extends BlockBase {
  readonly type: 'switch';
  readonly cases: readonly { readonly when: string | boolean; readonly steps: readonly Step[] }[];
  readonly default?: readonly Step[];
}
