/** A worker that is killed at any moment: `tsx worker.ts ADDRESS TASK_QUEUE FOLDER STORE`. */
import { join } from 'node:path';

import { createWorker } from '../../worker/create-worker.ts';
import { effectsTarget } from './effects.ts';

const [address = '', taskQueue = '', folder = '', store = ''] = process.argv.slice(2);

const worker = await createWorker({
  address,
  namespace: 'default',
  taskQueue,
  dataDir: join(folder, 'data'),
  filesDir: join(folder, 'files'),
  store,
  targets: [effectsTarget(folder)],
  allowNetwork: [],
});
process.stdout.write('ready\n');
await worker.stopped;
