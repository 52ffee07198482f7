import { proxySinks, workflowInfo, type ConcludeActivationInput, type Sinks, type WorkflowInterceptors } from '@temporalio/workflow';
import type { Evaluated, RunObserver, Sight } from '../src/core/interpreter/observer.ts';
import type { TrailEntry } from '../src/core/run/events.ts';
import { REPLAY_QUEUE, WATCHED_QUEUE } from '../src/core/run/replay-queue.ts';

export type WorkflowCommand = ConcludeActivationInput['commands'][number];

/** What a replayed run tells `src/replay`, in order. */
export interface ReplaySinks extends Sinks {
  readonly stepwrightReplay: {
    /** `sight` is absent where only a check is made. */
    happened(entry: TrailEntry, sight?: Sight): void;
    evaluated(evaluated: Evaluated): void;
    /**
     * An activation is over: what the run asks of Temporal. `task`: length of the history, which is the same for all activations of
     * one workflow task.
     */
    commands(task: number, commands: readonly WorkflowCommand[]): void;
  };
}

/** Part of the one bundle, so that a replay checks what workers run; does nothing on a worker that works. */
export function interceptors(): WorkflowInterceptors {
  const { taskQueue } = workflowInfo();
  if (!taskQueue.startsWith(REPLAY_QUEUE)) return {};
  const { stepwrightReplay } = proxySinks<ReplaySinks>();
  const observer = observerFor(stepwrightReplay, taskQueue.startsWith(WATCHED_QUEUE));
  return {
    inbound: [
      {
        execute: (input, next) => next({ ...input, args: [input.args[0], observer] }),
      },
    ],
    internals: [
      {
        concludeActivation(input, next) {
          stepwrightReplay.commands(workflowInfo().historyLength, input.commands);
          return next(input);
        },
      },
    ],
  };
}

function observerFor(sink: ReplaySinks['stepwrightReplay'], watched: boolean): RunObserver {
  if (!watched) return { happened: (entry) => sink.happened(entry) };
  return { happened: (entry, look) => sink.happened(entry, look()), evaluated: (evaluated) => sink.evaluated(evaluated) };
}
