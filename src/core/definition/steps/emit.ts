import { z } from 'zod';
import type { CallBase } from '../step-base.ts';
import { call } from '../schema-parts.ts';

/** Sends an event to a run, to the runs of a key, to a webhook or to a queue. */
export interface EmitStep extends CallBase {
  readonly type: 'emit';
  readonly event: string;
  readonly data?: unknown;
  readonly to: { readonly run: unknown } | { readonly key: unknown } | { readonly webhook: unknown } | { readonly queue: unknown };
}

export const emitSchema = z
  .strictObject({
    ...call,
    type: z.literal('emit'),
    event: z.string(),
    data: z.unknown().optional(),
    to: z.union([
      z.strictObject({ run: z.unknown() }),
      z.strictObject({ key: z.unknown() }),
      z.strictObject({ webhook: z.unknown() }),
      z.strictObject({ queue: z.unknown() }),
    ]),
  })
  .meta({ id: 'EmitStep', description: 'Sends an event to a run, to the runs of a key, to a webhook or to a queue.' });
