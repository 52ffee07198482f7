import { WorkflowNotFoundError } from '@temporalio/common';
import type { WorkflowExecutionDescription } from '@temporalio/client';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { WorkflowStatus } from '../core/run/status.ts';
import type { Cluster } from './cluster.ts';
import { temporalError } from './temporal-errors.ts';

/**
 * What the server knows of a run, without asking a worker; of its newest history, or the one that is named.
 *
 * @throws {StepwrightError} `RunNotFound`
 */
export async function describeRun({ client, config }: Cluster, id: string, temporalRunId?: string): Promise<WorkflowExecutionDescription> {
  try {
    return await client.workflow.getHandle(id, temporalRunId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw runNotFound(id, config.namespace);
    throw temporalError(error, `look at run "${id}"`);
  }
}

/** Temporal run id of the first history of the run. */
export function firstRunIdOf({ raw, runId }: WorkflowExecutionDescription): string {
  const first = raw.workflowExecutionInfo?.firstRunId;
  return first === undefined || first === null || first === '' ? runId : first;
}

/** When the run began; of one whose first history the server has forgotten, when its newest did. */
export async function startOfRun(cluster: Cluster, description: WorkflowExecutionDescription): Promise<Date> {
  const { workflowId, runId, startTime } = description;
  const first = firstRunIdOf(description);
  if (first === runId) return startTime;
  try {
    return (await describeRun(cluster, workflowId, first)).startTime;
  } catch {
    return startTime;
  }
}

export function runNotFound(id: string, namespace: string): StepwrightError {
  return new StepwrightError('RunNotFound', `there is no run "${id}" in namespace "${namespace}"`, {
    class: 'validation',
    hint: 'stepwright list shows the runs of this place; ended ones are kept for a time only.',
  });
}

/** Temporal's status in our words; finer ones (PAUSED, PARTIAL, ROLLED_BACK) are not known to the server. */
const STATUSES: Readonly<Record<string, WorkflowStatus>> = {
  RUNNING: 'RUNNING',
  CONTINUED_AS_NEW: 'RUNNING',
  PAUSED: 'RUNNING',
  COMPLETED: 'COMPLETED',
  CANCELLED: 'CANCELLED',
  FAILED: 'FAILED',
  TERMINATED: 'FAILED',
  TIMED_OUT: 'FAILED',
};

export function coarseStatus(temporalStatus: string): WorkflowStatus {
  return STATUSES[temporalStatus] ?? 'RUNNING';
}

/** @throws {StepwrightError} `InvalidValue` for a run that goes on: two would do the same */
export function assertEnded(runId: string, temporalStatus: string): void {
  if (coarseStatus(temporalStatus) !== 'RUNNING') return;
  throw new StepwrightError('InvalidValue', `run "${runId}" has not ended: another one would do the same beside it`, {
    class: 'validation',
    hint: `Wait for its end, or stop it: stepwright cancel ${runId}`,
  });
}
