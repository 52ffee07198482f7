import * as z from 'zod';
import type { Duration } from '../json.ts';
import type { StepBase } from '../step-base.ts';
import { base, duration } from '../schema-parts.ts';

/** Waits for a duration or until a time; exactly one of the two. */
export interface WaitStep extends StepBase {
  readonly type: 'wait';
  readonly for?: Duration;
  readonly until?: string;
}

export const waitSchema = z
  .strictObject({ ...base, type: z.literal('wait'), for: duration.optional(), until: z.string().optional() })
  .meta({ id: 'WaitStep', description: 'Waits for a duration or until a time.' });
