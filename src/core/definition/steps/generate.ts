import * as z from 'zod';
import type { Mapping } from '../json.ts';
import type { CallBase } from '../step-base.ts';
import { call, mapping } from '../schema-parts.ts';

/** Calls an action that returns steps, which are validated and then run here. */
export interface GenerateStep extends CallBase {
  readonly type: 'generate';
  readonly target: string;
  readonly action: string;
  readonly params?: Mapping;
}

export const generateSchema = z
  .strictObject({ ...call, type: z.literal('generate'), target: z.string(), action: z.string(), params: mapping.optional() })
  .meta({ id: 'GenerateStep', description: 'Calls an action that returns steps, which are validated and then run here.' });
