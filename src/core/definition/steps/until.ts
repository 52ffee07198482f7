import * as z from 'zod';
import type { LoopFields } from './while.ts';
import type { Recursion } from '../schema-parts.ts';
import { loopFields } from './while.ts';

/** Repeats `steps` until the condition, tested after each iteration, holds. */
export interface UntilStep extends LoopFields {
  readonly type: 'until';
}

export const untilSchema = ({ steps }: Recursion) =>
  z
    .strictObject({ ...loopFields, type: z.literal('until'), steps })
    .meta({ id: 'UntilStep', description: 'Repeats steps until the condition, tested after each iteration, holds.' });
