import * as z from 'zod';
import type { Mapping } from '../json.ts';
import type { StepBase } from '../step-base.ts';
import { base, mapping } from '../schema-parts.ts';

/** Sets variables of the run, all together. */
export interface SetStep extends StepBase {
  readonly type: 'set';
  readonly values: Mapping;
}

export const setSchema = z
  .strictObject({ ...base, type: z.literal('set'), values: mapping })
  .meta({ id: 'SetStep', description: 'Sets variables of the run, all together.' });
