import * as z from 'zod';
import type { CallBase } from '../step-base.ts';
import { call } from '../schema-parts.ts';

/** Sends an event to a run, to the runs of a key, to a webhook or to a queue. */
export interface EmitStep extends CallBase {
  readonly type: 'emit';
  readonly event: string;
  readonly data?: unknown;
  readonly to: { readonly run: unknown } | { readonly key: unknown } | { readonly webhook: unknown } | { readonly queue: unknown };
}

const CARRIERS = ['run', 'key', 'webhook', 'queue'] as const;

/** One of the carriers; as one object rather than a union, so that problems name them all. */
const to = z
  .strictObject({
    run: z.unknown().optional(),
    key: z.unknown().optional(),
    webhook: z.unknown().optional(),
    queue: z.unknown().optional(),
  })
  .refine((value) => CARRIERS.filter((carrier) => value[carrier] !== undefined).length === 1, {
    error: 'it goes to exactly one of run, key, webhook, queue',
    params: { code: 'InvalidValue', hint: 'such as "to: { key: $orderId }"' },
  })
  .meta({ minProperties: 1, maxProperties: 1 }) as unknown as z.ZodType<EmitStep['to']>;

export const emitSchema = z
  .strictObject({ ...call, type: z.literal('emit'), event: z.string(), data: z.unknown().optional(), to })
  .meta({ id: 'EmitStep', description: 'Sends an event to a run, to the runs of a key, to a webhook or to a queue.' });
