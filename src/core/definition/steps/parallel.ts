import type { Step } from '../step.ts';
import type { BlockBase } from '../step-base.ts';

/** Runs named branches side by side. */
export interface ParallelStep extends BlockBase {
  readonly type: 'parallel';
  readonly branches: Readonly<Record<string, readonly Step[]>>;
  /** @default "all" */
  readonly join?: 'all' | 'any' | 'race' | { readonly atLeast: number };
  readonly maxConcurrency?: number;
  readonly aggregate?: string;
}
