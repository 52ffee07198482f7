import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client, Connection, type DataConverter, type WorkflowHandle } from '@temporalio/client';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { INTERPRETER } from '../../src/core/interpreter/version.ts';
import { startDevServer } from '../../src/devserver/start-dev-server.ts';
import { createDataConverter } from '../../src/files/external-storage.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { createWorker } from '../../worker/create-worker.ts';
import { installRuntime } from '../../worker/runtime.ts';

/** A dev server and a worker of this process. */
export interface Place {
  readonly address: string;
  readonly client: Client;
  readonly dataConverter: DataConverter;
  start(definition: WorkflowDefinition, input?: Readonly<Record<string, unknown>>): Promise<WorkflowHandle>;
  close(): Promise<void>;
}

const TASK_QUEUE = 'scale';

export async function openPlace(): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwright-scale-'));
  installRuntime();
  const server = await startDevServer({});
  const { address } = server;
  const worker = await createWorker({
    address,
    namespace: 'default',
    taskQueue: TASK_QUEUE,
    dataDir,
    filesDir: join(dataDir, 'files'),
    targets: [],
    allowNetwork: [],
  });
  const connection = await Connection.connect({ address });
  const dataConverter = createDataConverter(new PayloadFolder(dataDir));
  const client = new Client({ connection, dataConverter });
  return {
    address,
    client,
    dataConverter,
    start: (definition, input = {}) =>
      client.workflow.start(definition.id, {
        taskQueue: TASK_QUEUE,
        workflowId: `${definition.id}-${process.hrtime.bigint()}`,
        args: [{ definition, input, hash: 'bench', interpreter: INTERPRETER }],
      }),
    async close() {
      await worker.shutdown();
      await connection.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
