import { WorkflowFailedError, type WorkflowExecutionDescription } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure, WorkflowNotFoundError } from '@temporalio/common';

import type { Failure } from '../core/errors/failure.ts';
import { fromWire, type WireWorkflowResult, type WorkflowResult } from '../core/run/result.ts';
import type { WorkflowStatus } from '../core/run/status.ts';
import { RESULT_MEMO, type RunState } from '../core/run/wire.ts';
import type { Cluster } from './cluster.ts';
import { describeRun, runNotFound, startOfRun } from './describe-run.ts';
import { queryRun } from './query-run.ts';
import { fromMemo } from './run-memo.ts';
import { temporalError } from './temporal-errors.ts';
import { withAbort } from './with-abort.ts';

/**
 * Waits for a run's end, over continue-as-new. However it ended there is a result: where the run could not leave one
 * (terminated, timed out by Temporal, a definition refused by the worker), one is made of what is known.
 */
export async function resultOfRun(cluster: Cluster, id: string): Promise<WorkflowResult> {
  try {
    const wire = await withAbort(cluster.connection, cluster.closed, () =>
      cluster.client.workflow.result<(input: unknown) => Promise<unknown>>(id),
    );
    return isWireResult(wire) ? fromWire(wire) : await foreignResult(cluster, id, wire);
  } catch (error) {
    if (error instanceof WorkflowFailedError) return resultOfFailure(cluster, id, error.cause);
    if (error instanceof WorkflowNotFoundError) throw runNotFound(id, cluster.config.namespace);
    throw temporalError(error, `wait for run "${id}"`);
  }
}

async function resultOfFailure(cluster: Cluster, id: string, cause: Error | undefined): Promise<WorkflowResult> {
  if (cause instanceof ApplicationFailure) {
    const [detail] = cause.details ?? [];
    if (isWireResult(detail)) return fromWire(detail);
    return synthesise(cluster, id, { status: 'FAILED', failure: isFailure(detail) ? detail : applicationFailure(cause) });
  }
  if (cause instanceof CancelledFailure) {
    const description = await describeRun(cluster, id);
    const left = description.memo?.[RESULT_MEMO];
    if (isWireResult(left)) return fromWire(left);
    return synthesise(cluster, id, {
      status: 'CANCELLED',
      failure: { code: 'Cancelled', class: 'cancelled', message: 'the run was cancelled' },
    });
  }
  return synthesise(cluster, id, { status: 'FAILED', failure: endedByServer(cause) });
}

function applicationFailure({ type, message, nonRetryable }: ApplicationFailure): Failure {
  return { code: type ?? 'Error', class: nonRetryable === true ? 'permanent' : 'unknown', message };
}

function endedByServer(cause: Error | undefined): Failure {
  if (cause instanceof TerminatedFailure)
    return { code: 'Terminated', class: 'permanent', message: `the run was terminated: ${cause.message}` };
  if (cause instanceof TimeoutFailure)
    return { code: 'Timeout', class: 'timeout', message: "the run passed Temporal's own time limit for it" };
  return { code: cause?.name ?? 'Error', class: 'unknown', message: cause?.message ?? 'the run failed' };
}

interface Ending {
  readonly status: WorkflowStatus;
  readonly failure?: Failure;
  readonly output?: unknown;
}

/** Steps and progress are those the run had reached, where a worker is there to tell. */
async function synthesise(cluster: Cluster, id: string, ending: Ending): Promise<WorkflowResult> {
  const [described, state] = await Promise.all([describeRun(cluster, id), lastState(cluster, id)]);
  return fromWire(recordOf({ ...described, startTime: await startOfRun(cluster, described) }, state, ending));
}

function recordOf(
  description: WorkflowExecutionDescription,
  state: RunState | undefined,
  { status, failure, output }: Ending,
): WireWorkflowResult {
  const memo = fromMemo(description.memo);
  const endTime = description.closeTime ?? description.startTime;
  const version = state?.definitionVersion ?? memo?.version;
  return {
    workflowId: description.type,
    workflowName: state?.workflowName ?? memo?.name ?? description.type,
    runId: description.workflowId,
    ...(version === undefined ? {} : { definitionVersion: version }),
    status,
    startTime: description.startTime.toISOString(),
    endTime: endTime.toISOString(),
    duration: endTime.getTime() - description.startTime.getTime(),
    steps: state?.steps ?? [],
    progress: { ...(state?.progress ?? NO_PROGRESS), status },
    success: status === 'COMPLETED',
    output: output ?? null,
    ...(failure === undefined ? {} : { error: failure.message, failure }),
    rollbackPerformed: false,
    rollbackErrors: state?.rollbackErrors ?? [],
  };
}

const NO_PROGRESS = { currentStep: 1, totalSteps: 0, completedSteps: 0, failedSteps: 0, percentComplete: 0 };

async function lastState(cluster: Cluster, id: string): Promise<RunState | undefined> {
  try {
    return await queryRun<RunState>(cluster, id, { name: 'state' });
  } catch {
    // No worker answers, or the run had not begun: there is nothing to tell.
    return undefined;
  }
}

/** A workflow of somebody else's that completed. */
async function foreignResult(cluster: Cluster, id: string, output: unknown): Promise<WorkflowResult> {
  return fromWire(recordOf(await describeRun(cluster, id), undefined, { status: 'COMPLETED', output }));
}

function isWireResult(value: unknown): value is WireWorkflowResult {
  return typeof value === 'object' && value !== null && 'workflowId' in value && 'status' in value && 'steps' in value;
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'code' in value && 'class' in value && 'message' in value;
}
