import type { History } from '@temporalio/common/lib/proto-utils.js';

import type { Cluster } from './cluster.ts';

/**
 * Events asked for at once. Left to the server it is 1,000, and with values of up to 32 KiB in each they may not fit into an answer (4 MB),
 * which the SDK asks for again and again for a minute.
 */
export const EVENTS_AT_ONCE = 100;

type Event = NonNullable<History['events']>[number];

/** Temporal's names of one history of a run; no `runId`: the newest. */
export interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

/** The events of one history, asked for as they are needed. */
export async function* eventsOfHistory(
  { connection, config }: Pick<Cluster, 'connection' | 'config'>,
  execution: Execution,
): AsyncGenerator<Event, void, void> {
  const { namespace } = config;
  let nextPageToken: Uint8Array = new Uint8Array();
  do {
    const request = { namespace, execution, maximumPageSize: EVENTS_AT_ONCE, nextPageToken };
    const page = await connection.workflowService.getWorkflowExecutionHistory(request);
    yield* page.history?.events ?? [];
    nextPageToken = page.nextPageToken;
  } while (nextPageToken.length > 0);
}

/** Temporal's id of the execution that handed over to the one that the event started; undefined of any other event. */
export function previousOf(event: Event | undefined): string | undefined {
  const id = event?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
  return id === undefined || id === null || id === '' ? undefined : id;
}
