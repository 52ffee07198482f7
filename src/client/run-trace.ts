import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import type { PartitionedLoop } from '../core/run/wire.ts';
import type { Cluster } from './cluster.ts';
import { identify } from './run-events.ts';
import { TrailReader } from './trail-reader.ts';

/** Every event so far, those of the steps in partitions among them. */
export async function traceOfRun(cluster: Cluster, id: string): Promise<readonly WorkflowEvent[]> {
  const { names, open } = await identify(cluster, id);
  const reader = new TrailReader(cluster, names, {});
  const own: WorkflowEvent[] = [];
  for await (const event of open ? reader.read() : reader.toTheEnd()) own.push(event);
  const inside: WorkflowEvent[] = [];
  for (const loop of reader.partitioned) for await (const event of eventsInside(cluster, loop)) inside.push(event);
  return inside.length === 0 ? own : merged(own, inside);
}

/** What the partitions of a loop tell of its iterations; of each of them the loop itself is a part of the run that holds it. */
async function* eventsInside(cluster: Cluster, { path, runIds }: PartitionedLoop): AsyncGenerator<WorkflowEvent, void, void> {
  for (const runId of runIds)
    for (const event of await traceIfBegun(cluster, runId)) if (event.path?.startsWith(`${path}[`) === true) yield event;
}

async function traceIfBegun(cluster: Cluster, runId: string): Promise<readonly WorkflowEvent[]> {
  try {
    return await traceOfRun(cluster, runId);
  } catch (error) {
    if (error instanceof StepwrightError && error.code === 'RunNotFound') return [];
    throw error;
  }
}

/** In order of time, all as events of the run: who goes on after one of a partition goes on after the run's own before it. */
function merged(own: readonly WorkflowEvent[], inside: readonly WorkflowEvent[]): readonly WorkflowEvent[] {
  const ofRun = new Set(own);
  const [first] = own;
  if (first === undefined) return own;
  const { runId, workflowId, workflowName } = first;
  let { cursor } = first;
  return [...own, ...inside]
    .sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))
    .map((event) => {
      if (ofRun.has(event)) ({ cursor } = event);
      return { ...event, runId, workflowId, workflowName, cursor };
    });
}
