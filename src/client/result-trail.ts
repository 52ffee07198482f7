import { isClosing, isStepEnd, type TrailEntry, type WorkflowEventType } from '../core/run/events.ts';
import type { StepResult, WorkflowResult } from '../core/run/result.ts';
import type { StepStatus, WorkflowStatus } from '../core/run/status.ts';

/** A trail entry as far as a result knows it: it has no place among the others. */
export type ResultEntry = Omit<TrailEntry, 'seq'>;

const STEP_EVENTS: Readonly<Partial<Record<StepStatus, WorkflowEventType>>> = {
  COMPLETED: 'step:completed',
  ROLLED_BACK: 'step:completed',
  FAILED: 'step:failed',
  SKIPPED: 'step:skipped',
};

const CLOSING_EVENTS: Readonly<Partial<Record<WorkflowStatus, WorkflowEventType>>> = {
  COMPLETED: 'workflow:completed',
  PARTIAL: 'workflow:completed',
  CANCELLED: 'workflow:cancelled',
};

/** Whether results tell of such entries. */
export function isInResults(event: { readonly type: string }): boolean {
  return event.type === 'workflow:started' || event.type === 'step:started' || isClosing(event) || isStepEnd(event);
}

/** What a result tells of a run's course, in order of time: for when no worker is there to ask. Attempts, waits and rollbacks are not in it. */
export function trailOfResult(result: WorkflowResult): readonly ResultEntry[] {
  const failed = {
    ...(result.error === undefined ? {} : { error: result.error }),
    ...(result.failure === undefined ? {} : { failure: result.failure }),
  };
  const closing: ResultEntry = {
    type: CLOSING_EVENTS[result.status] ?? 'workflow:failed',
    at: result.endTime.getTime(),
    status: result.status,
    duration: result.duration,
    progress: result.progress,
    ...failed,
  };
  const steps = result.steps.flatMap(stepEntries).sort((a, b) => a.at - b.at);
  return [{ type: 'workflow:started', at: result.startTime.getTime(), status: 'RUNNING' }, ...steps, closing];
}

function stepEntries(step: StepResult): readonly ResultEntry[] {
  const { path, stepId, stepName, status, attempts, startTime, endTime, duration, error, failure, cached } = step;
  const common = { path, stepId, stepName };
  const type = STEP_EVENTS[status];
  const started: ResultEntry[] =
    startTime === undefined || status === 'SKIPPED'
      ? []
      : [{ ...common, type: 'step:started', at: startTime.getTime(), status: 'RUNNING' }];
  if (type === undefined || endTime === undefined) return started;
  const ended: ResultEntry = {
    ...common,
    type,
    at: endTime.getTime(),
    status: status === 'ROLLED_BACK' ? 'COMPLETED' : status,
    attempts,
    ...(duration === undefined ? {} : { duration }),
    ...(cached === true ? { cached } : {}),
    ...(error === undefined ? {} : { error }),
    ...(failure === undefined ? {} : { failure }),
  };
  return [...started, ended];
}
