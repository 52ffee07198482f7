import * as z from 'zod';
import type { CallBase } from '../step-base.ts';
import { call } from '../schema-parts.ts';

/** Transforms data with JSONata, in an activity. */
export interface TransformStep extends CallBase {
  readonly type: 'transform';
  readonly input?: unknown;
  readonly jsonata: string;
}

export const transformSchema = z
  .strictObject({ ...call, type: z.literal('transform'), input: z.unknown().optional(), jsonata: z.string() })
  .meta({ id: 'TransformStep', description: 'Transforms data with JSONata, in an activity.' });
