import * as z from 'zod';
import type { StepBase } from '../step-base.ts';
import { base } from '../schema-parts.ts';

/** Saves the run, so that another can start from there. */
export interface CheckpointStep extends StepBase {
  readonly type: 'checkpoint';
}

export const checkpointSchema = z
  .strictObject({ ...base, type: z.literal('checkpoint') })
  .meta({ id: 'CheckpointStep', description: 'Saves the run, so that another can start from there.' });
