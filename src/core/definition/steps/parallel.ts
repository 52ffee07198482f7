import * as z from 'zod';
import type { Step } from '../step.ts';
import type { BlockBase } from '../step-base.ts';
import { block, count, label, type Recursion } from '../schema-parts.ts';

/** Runs named branches side by side. */
export interface ParallelStep extends BlockBase {
  readonly type: 'parallel';
  readonly branches: Readonly<Record<string, readonly Step[]>>;
  /** @default "all" */
  readonly join?: 'all' | 'any' | 'race' | { readonly atLeast: number };
  readonly maxConcurrency?: number;
  readonly aggregate?: string;
}

export const parallelSchema = ({ steps }: Recursion) =>
  z
    .strictObject({
      ...block,
      type: z.literal('parallel'),
      branches: z.record(label, steps),
      join: z.union([z.enum(['all', 'any', 'race']), z.strictObject({ atLeast: count })]).optional(),
      maxConcurrency: count.optional(),
      aggregate: z.string().optional(),
    })
    .meta({ id: 'ParallelStep', description: 'Runs named branches side by side.' });
