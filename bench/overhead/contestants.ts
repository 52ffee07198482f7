import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import { createDataConverter } from '../../src/files/external-storage.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { createWorker } from '../../worker/create-worker.ts';

export type Shape = 'sequential' | 'parallel';

/** One way to run the same steps. */
export interface Contestant {
  readonly name: string;
  /** Runs once, from start to result. */
  run(shape: Shape, steps: number): Promise<void>;
  /** Events in the history of one run. */
  events(shape: Shape, steps: number): Promise<number>;
  close(): Promise<void>;
}

export interface Place {
  readonly address: string;
  /** Where every step sends its GET. */
  readonly url: string;
  readonly dataDir: string;
}

/** Starts a run and gives its id once it has completed. */
type Execute = (shape: Shape, steps: number) => Promise<string>;

function contestant(name: string, client: Client, at: { readonly execute: Execute; readonly close: () => Promise<void> }): Contestant {
  return {
    name,
    close: at.close,
    run: async (shape, steps) => void (await at.execute(shape, steps)),
    async events(shape, steps) {
      const { events } = await client.workflow.getHandle(await at.execute(shape, steps)).fetchHistory();
      return events?.length ?? 0;
    },
  };
}

/** The same workflow as one would write it: proxied activities and `fetch`. */
export async function byHand({ address, url }: Place): Promise<Contestant> {
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    taskQueue: 'by-hand',
    workflowsPath: fileURLToPath(new URL('by-hand-workflow.ts', import.meta.url)),
    activities: { get: fetchJson },
  });
  const running = worker.run();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  return contestant('by hand', client, {
    async execute(shape, steps) {
      const workflowId = randomUUID();
      await client.workflow.execute(shape, { taskQueue: 'by-hand', workflowId, args: [url, steps] });
      return workflowId;
    },
    async close() {
      worker.shutdown();
      await running;
      await connection.close();
      await native.close();
    },
  });
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.json() };
}

/** Stepwright as it comes, each step remote. */
export async function stepwright({ address, url, dataDir }: Place): Promise<Contestant> {
  const taskQueue = 'stepwright';
  const worker = await createWorker({
    address,
    namespace: 'default',
    taskQueue,
    dataDir,
    filesDir: join(dataDir, 'files'),
    targets: [],
    allowNetwork: ['127.0.0.1'],
  });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, dataConverter: createDataConverter(new PayloadFolder(dataDir)) });
  return contestant('stepwright', client, {
    async execute(shape, steps) {
      const workflowId = randomUUID();
      const definition = definitionOf(shape, url, steps);
      await client.workflow.execute(definition.id, {
        taskQueue,
        workflowId,
        args: [{ definition, input: {}, hash: 'benchmark', interpreter: INTERPRETER, startedBy: 'benchmark' }],
      });
      return workflowId;
    },
    async close() {
      await worker.shutdown();
      await connection.close();
    },
  });
}

function definitionOf(shape: Shape, url: string, steps: number): WorkflowDefinition {
  return {
    id: `${shape}-steps`,
    name: `${steps} ${shape} steps`,
    mode: shape === 'parallel' ? 'graph' : 'sequence',
    steps: Array.from({ length: steps }, (_, i) => ({ id: `get-${i}`, target: 'http', action: 'request', params: { method: 'GET', url } })),
  };
}
