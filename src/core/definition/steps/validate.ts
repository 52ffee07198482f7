import * as z from 'zod';
import type { JsonSchema } from '../json.ts';
import type { StepBase } from '../step-base.ts';
import { base, jsonSchema } from '../schema-parts.ts';

/** Checks data against a JSON Schema and gives it back; fails with every violation and its path. */
export interface ValidateStep extends StepBase {
  readonly type: 'validate';
  readonly data: unknown;
  readonly schema: JsonSchema;
}

export const validateSchema = z
  .strictObject({ ...base, type: z.literal('validate'), data: z.unknown(), schema: jsonSchema })
  .meta({ id: 'ValidateStep', description: 'Checks data against a JSON Schema and gives it back.' });
