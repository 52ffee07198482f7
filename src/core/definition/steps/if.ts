import * as z from 'zod';
import type { Step } from '../step.ts';
import type { BlockBase } from '../step-base.ts';
import { block, condition, type Recursion } from '../schema-parts.ts';

/** Runs `then` when the condition holds, else `else`; its value is that list's, null when there is none. */
export interface IfStep extends BlockBase {
  readonly type: 'if';
  readonly condition: string | boolean;
  readonly then: readonly Step[];
  readonly else?: readonly Step[];
}

export const ifSchema = ({ steps }: Recursion) =>
  z
    .strictObject({ ...block, type: z.literal('if'), condition, then: steps, else: steps.optional() })
    .meta({ id: 'IfStep', description: 'Runs then when the condition holds, else else.' });
