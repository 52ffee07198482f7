import type { Client } from '@temporalio/client';

import { sum } from '../shared/stats.ts';

/** What the histories of a run, and of the children in it, add up to. */
export interface Histories {
  readonly count: number;
  readonly events: number;
  readonly bytes: number;
  readonly largestEvents: number;
  readonly largestBytes: number;
}

/** All histories of a run id, those it has left included, and of the runs whose ids begin with it. */
export async function historiesOf(client: Client, runId: string): Promise<Histories> {
  const found: { readonly events: number; readonly bytes: number }[] = [];
  for await (const info of client.workflow.list({ query: `WorkflowId STARTS_WITH '${runId}'` }))
    found.push({ events: info.historyLength, bytes: info.historySize ?? 0 });
  return {
    count: found.length,
    events: sum(found.map(({ events }) => events)),
    bytes: sum(found.map(({ bytes }) => bytes)),
    largestEvents: Math.max(...found.map(({ events }) => events)),
    largestBytes: Math.max(...found.map(({ bytes }) => bytes)),
  };
}
