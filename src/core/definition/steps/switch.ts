import * as z from 'zod';
import type { Step } from '../step.ts';
import type { BlockBase } from '../step-base.ts';
import { block, condition, type Recursion } from '../schema-parts.ts';

/** Runs the first case whose `when` holds, else `default`; its value is that list's. */
export interface SwitchStep extends BlockBase {
  readonly type: 'switch';
  readonly cases: readonly { readonly when: string | boolean; readonly steps: readonly Step[] }[];
  readonly default?: readonly Step[];
}

export const switchSchema = ({ steps }: Recursion) =>
  z
    .strictObject({
      ...block,
      type: z.literal('switch'),
      cases: z.array(z.strictObject({ when: condition, steps })),
      default: steps.optional(),
    })
    .meta({ id: 'SwitchStep', description: 'Runs the first case whose when holds, else default.' });
