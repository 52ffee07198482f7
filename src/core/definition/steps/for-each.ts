import type { Step } from '../step.ts';
import type { BlockBase } from '../step-base.ts';

/** Runs `steps` once per item of a list, one after the other or side by side. */
export interface ForEachStep extends BlockBase {
  readonly type: 'forEach';
  readonly items: unknown;
  /** @default "item" (`items` with batchSize) */
  readonly as?: string;
  /** @default "index" */
  readonly indexAs?: string;
  readonly steps: readonly Step[];
  readonly parallel?: boolean;
  readonly maxConcurrency?: number;
  readonly batchSize?: number;
  readonly collect?: string | { readonly fold: string; readonly from: unknown };
  readonly onError?: 'fail' | 'continue';
  readonly breakWhen?: string | boolean;
  /** @default 1000 */
  readonly partitionOver?: number;
}
