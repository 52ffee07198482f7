import { proxySinks, workflowInfo, type ConcludeActivationInput, type Sinks, type WorkflowInterceptors } from '@temporalio/workflow';
import { REPLAY_QUEUE } from '../src/core/run/replay-queue.ts';

export type WorkflowCommand = ConcludeActivationInput['commands'][number];

/** What a replayed run tells `src/replay`. */
export interface ReplaySinks extends Sinks {
  readonly stepwrightReplay: {
    /** What the run asks of Temporal. `task`: length of the history, which is the same for all that belongs to one workflow task. */
    commands(task: number, commands: readonly WorkflowCommand[]): void;
  };
}

/** Part of the one bundle, so that a replay checks what workers run; does nothing on a worker that works. */
export function interceptors(): WorkflowInterceptors {
  if (!workflowInfo().taskQueue.startsWith(REPLAY_QUEUE)) return {};
  const { stepwrightReplay } = proxySinks<ReplaySinks>();
  return {
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
