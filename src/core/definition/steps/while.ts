import * as z from 'zod';
import type { Duration } from '../json.ts';
import type { Step } from '../step.ts';
import type { BlockBase } from '../step-base.ts';
import { block, condition, count, duration, name, type Recursion } from '../schema-parts.ts';

export interface LoopFields extends BlockBase {
  readonly condition: string | boolean;
  readonly steps: readonly Step[];
  /** Default: the definition's `limits.maxIterations`. */
  readonly maxIterations?: number;
  /** Wait between iterations. */
  readonly delay?: Duration;
  readonly breakWhen?: string | boolean;
  readonly indexAs?: string;
}

/** Repeats `steps` as long as the condition, tested before each iteration, holds. */
export interface WhileStep extends LoopFields {
  readonly type: 'while';
}

export const loopFields = {
  ...block,
  condition,
  maxIterations: count.optional(),
  delay: duration.optional(),
  breakWhen: condition.optional(),
  indexAs: name.optional(),
};

export const whileSchema = ({ steps }: Recursion) =>
  z
    .strictObject({ ...loopFields, type: z.literal('while'), steps })
    .meta({ id: 'WhileStep', description: 'Repeats steps as long as the condition, tested before each iteration, holds.' });
