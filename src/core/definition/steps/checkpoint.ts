import { z } from 'zod';
import type { StepBase } from '../step-base.ts';
import { base } from '../schema-parts.ts';

/** Marks a point that a rerun can start from. */
export interface CheckpointStep extends StepBase {
  readonly type: 'checkpoint';
}

export const checkpointSchema = z
  .strictObject({ ...base, type: z.literal('checkpoint') })
  .meta({ id: 'CheckpointStep', description: 'Marks a point that a rerun can start from.' });
