import { Worker, type InjectedSinks } from '@temporalio/worker';

import type { ReplaySinks } from '../../workflows/replay-report.ts';
import { REPLAY_QUEUE } from '../core/run/replay-queue.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { Activation } from './replayed-asks.ts';

export interface ReplayOptions {
  /** The bundle that workers run. */
  readonly bundle: { readonly codePath: string };
  /** Part of `$run.url`; a history does not hold it. */
  readonly namespace: string;
}

/** A run, replayed to the end of its history or to where that was not possible. */
export interface Replayed<R extends RecordedRun = RecordedRun> {
  readonly run: R;
  readonly activations: readonly Activation[];
  /** Why it could not go on. */
  readonly error?: Error;
}

/** Milliseconds: as workers have it, see worker/create-worker.ts. Not in the SDK's types, as is the namespace. */
const UNTYPED = { isolateExecutionTimeout: '1m' };

/**
 * Runs today's interpreter over histories, one after the other, without side effects: actions, timers and children are answered by
 * what was recorded. Install the SDK's runtime before, if it is to be quiet.
 */
export async function* replay<R extends RecordedRun>(
  runs: AsyncIterable<R> | Iterable<R>,
  { bundle, namespace }: ReplayOptions,
): AsyncGenerator<Replayed<R>> {
  let current: { readonly run: R; readonly activations: Activation[] } | undefined;
  async function* histories() {
    for await (const run of runs) {
      current = { run, activations: [] };
      yield { workflowId: run.runId, history: { events: [...run.events] } };
    }
  }
  const sinks: InjectedSinks<ReplaySinks> = {
    stepwrightReplay: {
      commands: { fn: (_info, task, commands) => void current?.activations.push({ task, commands }), callDuringReplay: true },
    },
  };
  const untyped: object = { ...UNTYPED, namespace };
  const results = Worker.runReplayHistories({ workflowBundle: bundle, replayName: REPLAY_QUEUE, sinks, ...untyped }, histories());
  // One history at a time: the next is taken once this result was looked at.
  for await (const { error } of results) {
    if (current !== undefined) yield { ...current, ...(error === undefined ? {} : { error }) };
  }
}
