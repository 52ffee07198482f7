import { z } from 'zod';

import type { ActionContext, AnyAction, Target } from '../../../src/core/target/target.ts';
import { PROBE_ACTIONS, Probes, type Probe } from '../probe.ts';

/** The probes of all runs of a worker, by run id, as a target for it. */
export interface ProbeTarget {
  readonly target: Target;
  of(runId: string): Probe;
}

export function probeTarget(): ProbeTarget {
  const probes = new Probes();
  const of = (runId: string): Probe => probes.of(runId);
  const action = (name: string): AnyAction => ({
    params: z.unknown(),
    idempotent: true,
    run: (params: Readonly<Record<string, unknown>>, ctx: ActionContext) =>
      of(ctx.runId).call(name, params, {
        attempt: ctx.attempt,
        path: ctx.path,
        idempotencyKey: ctx.idempotencyKey,
        signal: ctx.signal,
        sleep: (ms) => sleep(ms, ctx.signal),
      }),
  });
  return { target: { name: 'probe', actions: Object.fromEntries(PROBE_ACTIONS.map((name) => [name, action(name)])) }, of };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    });
  });
}
