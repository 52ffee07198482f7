import { Worker, type InjectedSinks } from '@temporalio/worker';

import type { ReplaySinks } from '../../workflows/replay-report.ts';
import type { Evaluated, Sight } from '../core/interpreter/observer.ts';
import type { TrailEntry } from '../core/run/events.ts';
import { REPLAY_QUEUE, WATCHED_QUEUE } from '../core/run/replay-queue.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { Activation } from './replayed-asks.ts';

export interface ReplayOptions {
  /** The bundle that workers run. */
  readonly bundle: { readonly codePath: string };
  /** Part of `$run.url`; a history does not hold it. */
  readonly namespace: string;
  /** What the steps see and what expressions give is reported as well. @default false */
  readonly watch?: boolean;
}

/** One thing that a replayed run reported. */
export type Report =
  | { readonly kind: 'happened'; readonly entry: TrailEntry; readonly sight?: Sight }
  | { readonly kind: 'evaluated'; readonly evaluated: Evaluated }
  | ({ readonly kind: 'commands' } & Activation);

/** A run, replayed to the end of its history or to where that was not possible. */
export interface Replayed<R extends RecordedRun = RecordedRun> {
  readonly run: R;
  /** In order. */
  readonly reports: readonly Report[];
  /** Why it could not go on. */
  readonly error?: Error;
}

/** Longest time a workflow may compute in one go, as workers have it (worker/create-worker.ts). Not in the SDK's types, as is the namespace. */
const UNTYPED = { isolateExecutionTimeout: '1m' };

/**
 * Runs today's interpreter over histories, one after the other, without side effects: actions, timers and children are answered by
 * what was recorded. Install the SDK's runtime before, if it is to be quiet.
 */
export async function* replay<R extends RecordedRun>(
  runs: AsyncIterable<R> | Iterable<R>,
  { bundle, namespace, watch = false }: ReplayOptions,
): AsyncGenerator<Replayed<R>> {
  let current: { readonly run: R; readonly reports: Report[] } | undefined;
  async function* histories() {
    for await (const run of runs) {
      current = { run, reports: [] };
      yield { workflowId: run.runId, history: { events: [...run.events] } };
    }
  }
  const untyped: object = { ...UNTYPED, namespace };
  const options = {
    workflowBundle: bundle,
    replayName: watch ? WATCHED_QUEUE : REPLAY_QUEUE,
    sinks: sinksTo((report) => current?.reports.push(report)),
    ...untyped,
  };
  // One history at a time: the next is taken once this result was looked at.
  for await (const { error } of Worker.runReplayHistories(options, histories())) {
    if (current !== undefined) yield { ...current, ...(error === undefined ? {} : { error }) };
  }
}

function sinksTo(take: (report: Report) => void): InjectedSinks<ReplaySinks> {
  const callDuringReplay = true;
  return {
    stepwrightReplay: {
      happened: {
        fn: (_info, entry, sight) => take({ kind: 'happened', entry, ...(sight === undefined ? {} : { sight }) }),
        callDuringReplay,
      },
      evaluated: { fn: (_info, evaluated) => take({ kind: 'evaluated', evaluated }), callDuringReplay },
      commands: { fn: (_info, task, commands) => take({ kind: 'commands', task, commands }), callDuringReplay },
    },
  };
}
