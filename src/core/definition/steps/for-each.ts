import * as z from 'zod';
import type { Step } from '../step.ts';
import type { BlockBase } from '../step-base.ts';
import { block, condition, count, name, type Recursion } from '../schema-parts.ts';

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

export const forEachSchema = ({ steps }: Recursion) =>
  z
    .strictObject({
      ...block,
      type: z.literal('forEach'),
      items: z.unknown(),
      as: name.optional(),
      indexAs: name.optional(),
      steps,
      parallel: z.boolean().optional(),
      maxConcurrency: count.optional(),
      batchSize: count.optional(),
      collect: z.union([z.string(), z.strictObject({ fold: z.string(), from: z.unknown() })]).optional(),
      onError: z.enum(['fail', 'continue']).optional(),
      breakWhen: condition.optional(),
      partitionOver: count.optional(),
    })
    .meta({ id: 'ForEachStep', description: 'Runs steps once per item of a list.' });
