import { expect, test } from 'vitest';

import type { Cluster } from './cluster.ts';
import { eventsOfHistory, EVENTS_AT_ONCE } from './history-page.ts';

interface Asked {
  readonly maximumPageSize: number;
  readonly nextPageToken: Uint8Array;
}

/** Answers with as many events as were asked for at most, from the one that the token names. */
function server(count: number, asked: Asked[]): Parameters<typeof eventsOfHistory>[0] {
  const getWorkflowExecutionHistory = (request: Asked) => {
    asked.push(request);
    const from = Number(Buffer.from(request.nextPageToken).toString());
    const to = Math.min(count, from + request.maximumPageSize);
    const events = Array.from({ length: to - from }, (_, i) => ({ eventId: from + i }));
    return Promise.resolve({ history: { events }, nextPageToken: to < count ? Buffer.from(String(to)) : new Uint8Array() });
  };
  return { connection: { workflowService: { getWorkflowExecutionHistory } }, config: { namespace: 'default' } } as unknown as Cluster;
}

test('a history of several pages is read page by page, each small enough for one answer', async () => {
  const asked: Asked[] = [];
  const ids: unknown[] = [];
  for await (const { eventId } of eventsOfHistory(server(250, asked), { workflowId: 'w', runId: '' })) ids.push(eventId);
  expect(ids).toEqual(Array.from({ length: 250 }, (_, i) => i));
  expect(asked.map(({ maximumPageSize }) => maximumPageSize)).toEqual([EVENTS_AT_ONCE, EVENTS_AT_ONCE, EVENTS_AT_ONCE]);
});

test('no page is asked for that nobody needs', async () => {
  const asked: Asked[] = [];
  for await (const { eventId } of eventsOfHistory(server(250, asked), { workflowId: 'w', runId: '' })) if (eventId) break;
  expect(asked).toHaveLength(1);
});
