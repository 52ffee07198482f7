import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { connect, type WorkflowDefinition } from 'stepwright';
import { createWorker } from 'stepwright/worker';

export type Shape = 'sequence' | 'parallel';

/** One way of running `calls` GETs durably. */
export interface Contender {
  readonly name: string;
  /** Runs it once and waits for the end; gives the workflow id. */
  run(shape: Shape, calls: number): Promise<string>;
  close(): Promise<void>;
}

/** Plain workflows and activities on the SDK, with the worker's defaults. */
export async function byHand(address: string, url: string): Promise<Contender> {
  const taskQueue = `by-hand-${randomUUID()}`;
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('by-hand.ts', import.meta.url)),
    activities: { get: async (target: string) => (await fetch(target)).json() },
  });
  const stopped = worker.run();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  return {
    name: 'by hand',
    async run(shape, calls) {
      const workflowId = `by-hand-${randomUUID()}`;
      await client.workflow.execute(shape, { args: [url, calls], taskQueue, workflowId });
      return workflowId;
    },
    async close() {
      worker.shutdown();
      await stopped;
      await connection.close();
      await native.close();
    },
  };
}

/** The same as a definition, in mode `remote`. */
export async function stepwright(address: string, url: string): Promise<Contender> {
  const place = { address, taskQueue: `bench-${randomUUID()}`, dataDir: join(tmpdir(), `stepwright-bench-${randomUUID()}`) };
  const allowNetwork = ['127.0.0.1'];
  const worker = await createWorker({ ...place, namespace: 'default', filesDir: join(place.dataDir, 'files'), targets: [], allowNetwork });
  const client = await connect({ ...place, worker: false });
  return {
    name: 'stepwright',
    async run(shape, calls) {
      const run = await client.start(definitionOf(shape, calls, url));
      const { status, error } = await run.result();
      if (status !== 'COMPLETED') throw new Error(`${run.id} is ${status}: ${error}`);
      return run.id;
    },
    async close() {
      await client.close();
      await worker.shutdown();
    },
  };
}

function definitionOf(shape: Shape, calls: number, url: string): WorkflowDefinition {
  return {
    id: shape,
    name: `${calls} calls`,
    mode: shape === 'parallel' ? 'graph' : 'sequence',
    steps: Array.from({ length: calls }, (_, i) => ({ id: `get-${i}`, target: 'http', action: 'request', params: { url } })),
    output: null,
  };
}
