// `by-hand.mjs ADDRESS BUNDLE`: a worker, a client and one run of one step with Temporal's SDK alone, from start to end: what a `run` costs with nothing of ours.
import { randomUUID } from 'node:crypto';

import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

const [, , address = '', codePath = ''] = process.argv;
Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR', forward: {} } } });
const native = await NativeConnection.connect({ address });
const taskQueue = `by-hand-${randomUUID()}`;
const worker = await Worker.create({
  connection: native,
  taskQueue,
  workflowBundle: { codePath },
  activities: { get: (text) => Promise.resolve({ text }) },
});
const running = worker.run();
const connection = await Connection.connect({ address });
const client = new Client({ connection });
const work = { shape: 'sequence', steps: 1, url: 'Hello' };
const result = await client.workflow.execute('steps', { taskQueue, workflowId: randomUUID(), args: [work, 'remote'] });
process.stdout.write(`${JSON.stringify(result)}\n`);
worker.shutdown();
await running;
await connection.close();
await native.close();
