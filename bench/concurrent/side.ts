import { setTimeout as delay } from 'node:timers/promises';

import type { Client } from '@temporalio/client';

import { memoryOf } from '../shared/process-usage.ts';
import type { Place } from '../shared/place.ts';
import type { Waiting } from './waiting.ts';

/** Calls of the client at once. */
const AT_ONCE = 50;
const POLL_MS = 50;
/** Runs before those that count, so that code is compiled and heaps have grown. */
const WARM_UP = 100;
/** Events of a run whose first workflow task is done: started, scheduled, started, completed. */
const FIRST_TASK_DONE = 4;

/** One of the two, with a server, a worker and runs of its own. */
export interface Side {
  readonly name: string;
  /** Starts so many runs; gives seconds until all were taken, and until all wait. */
  start(count: number): Promise<{ readonly started: number; readonly waiting: number }>;
  /** Releases so many, the oldest first, and takes their results; gives seconds. Rejects when one did not complete. */
  finish(count: number): Promise<number>;
  /** MB. */
  memory(): { readonly worker: number; readonly server: number };
  close(): Promise<void>;
}

export async function openSide(waiting: Waiting, { server, open }: Place): Promise<Side> {
  const entry = waiting.entry(server);
  const [worker] = await open([entry]);
  if (worker === undefined) throw new TypeError('there is no worker');
  const client = await waiting.client(entry);
  const runs: string[] = [];
  const side: Side = {
    name: worker.name,
    async start(count) {
      const from = performance.now();
      await inPool(Array.from({ length: count }), async () => void runs.push(await client.start()));
      const started = seconds(from);
      // Tasks are taken in order, so the last ones tell.
      for (const runId of runs.slice(-AT_ONCE)) await firstTaskDone(client.temporal, runId);
      return { started, waiting: seconds(from) };
    },
    async finish(count) {
      const released = runs.splice(0, count);
      const from = performance.now();
      await inPool(released, client.release);
      await inPool(released, client.result);
      return seconds(from);
    },
    memory: () => ({ worker: memoryOf(worker.pid), server: memoryOf(server.pid) }),
    close: client.close,
  };
  await side.start(WARM_UP);
  await side.finish(WARM_UP);
  return side;
}

async function inPool<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const one = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

async function firstTaskDone(client: Client, runId: string): Promise<void> {
  const handle = client.workflow.getHandle(runId);
  while ((await handle.describe()).historyLength < FIRST_TASK_DONE) await delay(POLL_MS);
}

function seconds(from: number): number {
  return (performance.now() - from) / 1000;
}
