import type { WorkflowEvent } from '../core/run/events.ts';
import type { Cluster } from './cluster.ts';
import { describeRun, firstRunIdOf } from './describe-run.ts';
import { Doorbell } from './doorbell.ts';
import { fromMemo } from './run-memo.ts';
import { TrailReader, type RunNames, type WatchOptions } from './trail-reader.ts';

/**
 * A run's events from the start or from a cursor, live, until the closing one, over all its histories. Temporal's history is
 * the doorbell, one query for what is new at each ring the source, so a run pays nothing for being watched. When no worker
 * answers, the next ring asks again, and what is missing at the end is taken from the result.
 */
export async function* eventsOfRun(
  cluster: Cluster,
  id: string,
  { cursor, signal }: WatchOptions,
): AsyncGenerator<WorkflowEvent, void, void> {
  const stop = signal === undefined ? cluster.closed : AbortSignal.any([signal, cluster.closed]);
  const { names, open, execution } = await identify(cluster, id);
  const reader = new TrailReader(cluster, names, { signal: stop, ...(cursor === undefined ? {} : { cursor }) });
  if (reader.closed) return;
  const doorbell = new Doorbell(cluster, execution, stop);
  try {
    let ended = !open;
    if (open) yield* reader.news();
    while (!reader.closed && !ended && !stop.aborted) {
      const ring = await doorbell.wait();
      ended = ring.ended;
      if (!ended && (ring.news || reader.behind)) yield* reader.news();
    }
    if (ended && !reader.closed) yield* reader.toTheEnd();
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

export async function identify(cluster: Cluster, id: string) {
  const description = await describeRun(cluster, id);
  const { type, runId, historyLength, memo } = description;
  const firstExecutionRunId = firstRunIdOf(description);
  const names: RunNames = { runId: id, workflowId: type, workflowName: fromMemo(memo)?.name ?? type, firstExecutionRunId };
  const open = description.status.name === 'RUNNING';
  return { names, open, execution: { workflowId: id, runId, seen: open ? historyLength : 0 } };
}
