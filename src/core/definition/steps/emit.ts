import type { CallBase } from '../step-base.ts';

/** Sends an event to a run, to the runs of a key, to a webhook or to a queue. */
export interface EmitStep extends CallBase {
  readonly type: 'emit';
  readonly event: string;
  readonly data?: unknown;
  readonly to: { readonly run: unknown } | { readonly key: unknown } | { readonly webhook: unknown } | { readonly queue: unknown };
}
