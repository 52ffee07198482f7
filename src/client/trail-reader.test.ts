import { QueryNotRegisteredError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import type { TrailEntry, WorkflowEvent } from '../core/run/events.ts';
import type { EarlierHistory } from '../core/run/wire.ts';
import type { Cluster } from './cluster.ts';
import { GRPC } from './temporal-errors.ts';
import { TrailReader } from './trail-reader.ts';

const NAMES = { runId: 'run-1', workflowId: 'w', workflowName: 'W', firstExecutionRunId: 'a' };

/** What the histories `a`, `b` and the newest one hold: numbers of entries; an error is what asking for it gives. */
interface Histories {
  readonly a: readonly number[] | Error;
  readonly b: readonly number[] | Error;
  readonly newest: readonly number[];
}

/** The closing entry. */
const LAST = 20;

/** Entries 1 to 4 were written in history `a`, 5 to 8 in `b`. */
const EARLIER: readonly EarlierHistory[] = [
  { temporalRunId: 'a', last: 4 },
  { temporalRunId: 'b', last: 8 },
];

function server(histories: Histories) {
  const asked: string[] = [];
  const getHandle = (_id: string, temporalRunId?: string) => ({
    query(_name: string, since: number) {
      asked.push(`${temporalRunId ?? 'newest'} after ${since}`);
      const seqs = temporalRunId === undefined ? histories.newest : histories[temporalRunId as 'a' | 'b'];
      if (seqs instanceof Error) return Promise.reject(seqs);
      const entries = seqs
        .filter((seq) => seq > since)
        .map((seq): TrailEntry => ({ seq, type: seq === LAST ? 'workflow:completed' : 'workflow:notice', at: seq, notice: `${seq}` }));
      return Promise.resolve({ entries, first: seqs[0] ?? 1, last: seqs.at(-1) ?? 0, workflowName: 'W', earlier: EARLIER });
    },
  });
  const connection = {
    withAbortSignal: (_signal: AbortSignal, call: () => unknown) => call(),
    withDeadline: (_deadline: number, call: () => unknown) => call(),
  };
  const cluster = {
    client: { workflow: { getHandle } },
    closed: new AbortController().signal,
    config: { namespace: 'default', taskQueue: 'q' },
    connection,
    worker: { ready: () => Promise.resolve() },
  };
  return { asked, cluster: cluster as unknown as Cluster };
}

const UNANSWERED = Object.assign(new Error('4 DEADLINE_EXCEEDED'), { code: 4, details: '', metadata: {} });

async function numbers(events: AsyncIterable<WorkflowEvent>): Promise<readonly number[]> {
  const given: number[] = [];
  for await (const { notice } of events) given.push(Number(notice));
  return given;
}

describe('TrailReader', () => {
  it('asks the newest history alone when that has all', async () => {
    const { asked, cluster } = server({ a: [1], b: [2], newest: [1, 2, 3] });
    expect(await numbers(new TrailReader(cluster, NAMES, {}).read())).toEqual([1, 2, 3]);
    expect(asked).toEqual(['newest after 0']);
  });

  it('takes what was left behind from the earlier ones, each entry once', async () => {
    const { asked, cluster } = server({ a: [1, 2, 3, 4, 5], b: [3, 4, 5, 6, 7, 8], newest: [7, 8, 9] });
    const reader = new TrailReader(cluster, NAMES, {});
    expect(await numbers(reader.read())).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(asked).toEqual(['newest after 0', 'a after 0', 'b after 4']);
    expect(await numbers(reader.read())).toEqual([]);
  });

  it('leaves out histories before a place it knows', async () => {
    const { asked, cluster } = server({ a: [1, 2, 3, 4], b: [5, 6, 7, 8], newest: [8, 9] });
    const reader = new TrailReader(cluster, NAMES, {});
    // Somebody stops listening in the middle of the second history.
    for await (const { notice } of reader.read()) if (notice === '5') break;
    asked.splice(0);
    expect(await numbers(reader.read())).toEqual([6, 7, 8, 9]);
    expect(asked).toEqual(['newest after 5', 'b after 5']);
  });

  it.each([
    ['was forgotten by the server', new WorkflowNotFoundError('gone', 'run-1', 'a')],
    ['can not be replayed any more', new QueryNotRegisteredError('nondeterminism', GRPC.invalidArgument as never)],
  ])('goes on without a history that %s', async (_why, error) => {
    const { cluster } = server({ a: error, b: [4, 5, 6, 7, 8], newest: [8, 9] });
    expect(await numbers(new TrailReader(cluster, NAMES, {}).read())).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it('asks again later for what nobody answers while the run goes on', async () => {
    const { cluster } = server({ a: [1, 2, 3, 4], b: UNANSWERED, newest: [8, 9] });
    const reader = new TrailReader(cluster, NAMES, {});
    expect(await numbers(reader.news())).toEqual([1, 2, 3, 4]);
    expect(reader.behind).toBe(true);
    await expect(numbers(reader.read())).rejects.toMatchObject({ code: 'TemporalUnreachable' });
  });

  it('goes on without when the run has ended', async () => {
    const { cluster } = server({ a: UNANSWERED, b: [4, 5, 6, 7, 8], newest: [8, 9, LAST] });
    const reader = new TrailReader(cluster, NAMES, {});
    expect(await numbers(reader.toTheEnd())).toEqual([4, 5, 6, 7, 8, 9, LAST]);
    expect(reader.closed).toBe(true);
  });
});
