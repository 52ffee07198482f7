import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';

import type { Cluster } from './cluster.ts';
import { runNotFound } from './describe-run.ts';
import { eventsOfHistory, previousOf } from './history-page.ts';
import { GRPC, grpcCode, temporalError } from './temporal-errors.ts';

type Events = NonNullable<History['events']>;

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
  for (let before = previousOf(newest[0]); before !== undefined;) {
    const events = await fetchHistory(cluster, id, before);
    if (events === undefined) break;
    chain.unshift(events);
    before = previousOf(events[0]);
  }
  return chain.map((events) => historyToJSON({ events }));
}

async function fetchHistory(cluster: Cluster, workflowId: string, runId = ''): Promise<Events | undefined> {
  try {
    const events: Events = [];
    for await (const event of eventsOfHistory(cluster, { workflowId, runId })) events.push(event);
    return events;
  } catch (error) {
    if (grpcCode(error) === GRPC.notFound) return undefined;
    throw temporalError(error, `read the history of run "${workflowId}"`);
  }
}
