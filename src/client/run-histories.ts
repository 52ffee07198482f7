import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';

import type { Cluster } from './cluster.ts';
import { runNotFound } from './describe-run.ts';
import { GRPC, grpcCode, temporalError } from './temporal-errors.ts';

/**
 * Temporal's record of a run as JSON texts, the oldest first: several when the run went on in fresh histories. Those that the server has
 * dropped already are missing.
 *
 * @throws {StepwrightError} `RunNotFound`
 */
export async function historiesOfRun(cluster: Cluster, id: string): Promise<readonly string[]> {
  const newest = await fetchHistory(cluster, id);
  if (newest === undefined) throw runNotFound(id, cluster.config.namespace);
  const chain = [newest];
  for (let before = previousOf(newest); before !== undefined;) {
    const history = await fetchHistory(cluster, id, before);
    if (history === undefined) break;
    chain.unshift(history);
    before = previousOf(history);
  }
  return chain.map(historyToJSON);
}

async function fetchHistory({ client }: Cluster, id: string, execution?: string): Promise<History | undefined> {
  try {
    return await client.workflow.getHandle(id, execution).fetchHistory();
  } catch (error) {
    if (grpcCode(error) === GRPC.notFound) return undefined;
    throw temporalError(error, `read the history of run "${id}"`);
  }
}

/** Temporal's id of the execution that handed over to this one. */
function previousOf({ events }: History): string | undefined {
  const id = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
  return id === undefined || id === null || id === '' ? undefined : id;
}
