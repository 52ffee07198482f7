import * as z from 'zod';
import type { StepBase } from '../step-base.ts';
import { base } from '../schema-parts.ts';

/** Ends the run COMPLETED with a value in place of `output`. */
export interface ReturnStep extends StepBase {
  readonly type: 'return';
  readonly value?: unknown;
}

export const returnSchema = z
  .strictObject({ ...base, type: z.literal('return'), value: z.unknown().optional() })
  .meta({ id: 'ReturnStep', description: 'Ends the run COMPLETED with a value in place of output.' });
