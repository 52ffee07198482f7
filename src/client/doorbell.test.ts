import { describe, expect, it } from 'vitest';

import type { Cluster } from './cluster.ts';
import { Doorbell } from './doorbell.ts';

interface Page {
  readonly history: { readonly events: readonly Readonly<Record<string, unknown>>[] };
  readonly nextPageToken?: Uint8Array;
}

const token = (text: string): Uint8Array => Buffer.from(text);
const taskCompleted = (eventId: number) => ({ eventId, workflowTaskCompletedEventAttributes: {} });
const other = (eventId: number) => ({ eventId });

/** A server that answers with these pages, one after the other, and keeps what it was asked. */
function server(pages: readonly Page[]) {
  const asked: { readonly runId: string; readonly token: string | undefined }[] = [];
  const left = [...pages];
  const connection = {
    withAbortSignal: (_signal: AbortSignal, call: () => unknown) => call(),
    workflowService: {
      getWorkflowExecutionHistory({ execution, nextPageToken }: { execution: { runId: string }; nextPageToken?: Uint8Array }) {
        asked.push({ runId: execution.runId, token: nextPageToken === undefined ? undefined : Buffer.from(nextPageToken).toString() });
        return Promise.resolve(left.shift());
      },
    },
  };
  return { asked, cluster: { connection, config: { namespace: 'default' } } as unknown as Cluster };
}

describe('Doorbell', () => {
  it('rings for completed tasks after what was seen, page by page, until the run ends', async () => {
    const { asked, cluster } = server([
      { history: { events: [other(1), taskCompleted(4)] }, nextPageToken: token('a') },
      { history: { events: [other(5), taskCompleted(7)] }, nextPageToken: token('b') },
      { history: { events: [] }, nextPageToken: token('c') },
      { history: { events: [taskCompleted(10), other(11)] } },
    ]);
    const doorbell = new Doorbell(cluster, { workflowId: 'w', runId: 'first', seen: 5 }, new AbortController().signal);
    expect(await doorbell.wait()).toEqual({ news: false, ended: false });
    expect(await doorbell.wait()).toEqual({ news: true, ended: false });
    expect(await doorbell.wait()).toEqual({ news: false, ended: false });
    expect(await doorbell.wait()).toEqual({ news: true, ended: true });
    expect(asked.map((request) => request.token)).toEqual([undefined, 'a', 'b', 'c']);
  });

  it('follows a run into its next history', async () => {
    const { asked, cluster } = server([
      {
        history: {
          events: [taskCompleted(4), { eventId: 5, workflowExecutionContinuedAsNewEventAttributes: { newExecutionRunId: 'second' } }],
        },
      },
      { history: { events: [taskCompleted(4)] }, nextPageToken: token('a') },
    ]);
    const doorbell = new Doorbell(cluster, { workflowId: 'w', runId: 'first', seen: 4 }, new AbortController().signal);
    expect(await doorbell.wait()).toEqual({ news: true, ended: false });
    // In the new history event 4 is news again.
    expect(await doorbell.wait()).toEqual({ news: true, ended: false });
    expect(asked).toEqual([
      { runId: 'first', token: undefined },
      { runId: 'second', token: undefined },
    ]);
  });
});
