import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';

import { installRuntime } from '../../../worker/runtime.ts';
import type { TemporalServer } from '../temporal-server.ts';
import { fetchJson } from '../fetch-json.ts';
import type { HandMode } from './by-hand-workflows.ts';
import { setting, type Contestant, type Settings, type Work } from './contestant.ts';
import type { Entry } from './entrant.ts';

/** Runs that a worker keeps in memory, as many as Stepwright's; others are replayed when something happens in them. */
export const CACHED_WORKFLOWS = 500;

export function byHand(mode: HandMode, { address, pid }: TemporalServer): Entry {
  const name = { remote: 'by hand, remote', local: 'by hand, local', whole: 'by hand, all in one local activity' }[mode];
  return { name, module: new URL(import.meta.url), settings: { address, mode, taskQueue: `by-hand-${mode}` }, serverPid: pid };
}

/** The workflow as one would write it with Temporal's SDK: proxied activities and `fetch`. */
export async function open(settings: Settings): Promise<Contestant> {
  const address = setting(settings, 'address');
  const taskQueue = setting(settings, 'taskQueue');
  installRuntime();
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('by-hand-workflows.ts', import.meta.url)),
    activities: { get: fetchJson, all },
    maxCachedWorkflows: CACHED_WORKFLOWS,
  });
  const running = worker.run();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  return {
    async run(work) {
      const workflowId = randomUUID();
      await client.workflow.execute('steps', { taskQueue, workflowId, args: [work, settings['mode']] });
      return workflowId;
    },
    async close() {
      worker.shutdown();
      await running;
      await connection.close();
      await native.close();
    },
  };
}

async function all({ shape, steps, url }: Work): Promise<readonly unknown[]> {
  if (shape === 'parallel') return Promise.all(Array.from({ length: steps }, () => fetchJson(url)));
  const results: unknown[] = [];
  for (let i = 0; i < steps; i += 1) results.push(await fetchJson(url));
  return results;
}
