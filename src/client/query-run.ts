import { QueryNotRegisteredError, QueryRejectedError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { QUERIES } from '../core/run/wire.ts';
import type { Cluster } from './cluster.ts';
import { runNotFound } from './describe-run.ts';
import { withAbort } from './with-abort.ts';
import { GRPC, grpcCode, serverMessage, temporalError } from './temporal-errors.ts';

/** Queries are answered by a worker: one that replays a long history needs some seconds. */
const ANSWER_WITHIN_MS = 10_000;
/** Whether there is a worker at all is looked up when the answer is not there by then. */
const PATIENCE_MS = 500;

const UNANSWERED: ReadonlySet<number | undefined> = new Set([
  GRPC.deadlineExceeded,
  GRPC.failedPrecondition,
  GRPC.unavailable,
  GRPC.cancelled,
]);

export interface RunQuery {
  readonly name: keyof typeof QUERIES;
  readonly args?: readonly unknown[];
  /** Gives up waiting for the answer. */
  readonly signal?: AbortSignal;
  /** @default 10 s */
  readonly withinMs?: number;
}

/**
 * Asks a run, open or ended; a worker answers.
 *
 * @throws {StepwrightError} `RunNotFound`, or `TemporalUnreachable` when no worker answers
 */
export async function queryRun<T>(cluster: Cluster, id: string, query: RunQuery): Promise<T> {
  const { client, closed, config, connection, worker } = cluster;
  await worker.ready();
  try {
    const ask = (): Promise<T> => client.workflow.getHandle(id).query<T, unknown[]>(QUERIES[query.name], ...(query.args ?? []));
    return await withAbort(connection, query.signal ?? closed, async (abort) => {
      const impatient = setTimeout(() => void hasWorker(cluster).then((has) => has || abort()), PATIENCE_MS);
      try {
        return await connection.withDeadline(Date.now() + (query.withinMs ?? ANSWER_WITHIN_MS), ask);
      } finally {
        clearTimeout(impatient);
      }
    });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw runNotFound(id, config.namespace);
    if (UNANSWERED.has(grpcCode(error))) throw unanswered(id, config.taskQueue, error);
    if (error instanceof QueryNotRegisteredError || error instanceof QueryRejectedError) {
      throw new StepwrightError('TemporalUnreachable', `run "${id}" does not answer: ${serverMessage(error)}`, {
        class: 'transient',
        hint: 'Ask again in a moment.',
        cause: error,
      });
    }
    throw temporalError(error, `ask run "${id}"`);
  }
}

/** The server knows pollers of the last minutes: one that just went counts, so the answer may be waited for in vain. */
async function hasWorker({ config, connection }: Cluster): Promise<boolean> {
  const { namespace, taskQueue } = config;
  try {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
    });
    return (pollers?.length ?? 0) > 0;
  } catch {
    return true;
  }
}

function unanswered(id: string, taskQueue: string, cause: unknown): StepwrightError {
  return new StepwrightError('TemporalUnreachable', `no worker answers for run "${id}" on task queue "${taskQueue}"`, {
    class: 'transient',
    hint: `Start one with stepwright worker --task-queue ${taskQueue}, or connect with { worker: true }.`,
    cause,
  });
}
