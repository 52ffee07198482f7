import { QueryNotRegisteredError, QueryRejectedError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { QUERIES } from '../core/run/wire.ts';
import { askWorker, unanswered } from './ask-worker.ts';
import type { Cluster } from './cluster.ts';
import { runNotFound } from './describe-run.ts';
import { GRPC, grpcCode, serverMessage, temporalError } from './temporal-errors.ts';

export interface RunQuery {
  readonly name: keyof typeof QUERIES;
  readonly args?: readonly unknown[];
  /** One history of the run. @default the newest */
  readonly temporalRunId?: string;
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
  const { client, config } = cluster;
  const { name, args = [], temporalRunId, ...waiting } = query;
  const ask = (): Promise<T> => client.workflow.getHandle(id, temporalRunId).query<T, unknown[]>(QUERIES[name], ...args);
  try {
    return await askWorker(cluster, { id, ask, ...waiting });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw runNotFound(id, config.namespace);
    // The server has seen no worker for a while.
    if (grpcCode(error) === GRPC.failedPrecondition) throw unanswered(id, config.taskQueue, error);
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
