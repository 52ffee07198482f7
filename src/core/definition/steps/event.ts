import * as z from 'zod';
import type { Duration } from '../json.ts';
import type { Step } from '../step.ts';
import type { StepBase } from '../step-base.ts';
import { base, condition, type Recursion } from '../schema-parts.ts';

/** Waits for an event of a type; its value is the event's data. */
export interface EventStep extends StepBase {
  readonly type: 'event';
  readonly event: string;
  readonly match?: string | boolean;
  readonly timeout?: Duration;
  readonly onTimeout?: 'fail' | 'skip' | { readonly steps: readonly Step[] };
}

export const eventSchema = ({ steps }: Recursion) =>
  z
    .strictObject({
      ...base,
      type: z.literal('event'),
      event: z.string(),
      match: condition.optional(),
      onTimeout: z.union([z.enum(['fail', 'skip']), z.strictObject({ steps })]).optional(),
    })
    .meta({ id: 'EventStep', description: "Waits for an event of a type; its value is the event's data." });
