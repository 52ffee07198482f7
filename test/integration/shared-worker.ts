/**
 * One of several workers that share a store, in a process of its own: `tsx shared-worker.ts ADDRESS TASK_QUEUE FOLDER`. Its action
 * `integration.price` notes its process for each call, and never ends while there is a file `hang`;
 * `integration.work` notes when it begins and ends, and waits while there is a file `hold`.
 */
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { z } from 'zod';

import type { Target } from '../../src/core/target/target.ts';
import { createWorker } from '../../worker/create-worker.ts';

const [address = '', taskQueue = '', folder = ''] = process.argv.slice(2);

const integration: Target = {
  name: 'integration',
  actions: {
    price: {
      params: z.unknown(),
      async run() {
        const hangs = existsSync(join(folder, 'hang'));
        appendFileSync(join(folder, 'calls'), `${process.pid}\n`);
        if (hangs) await new Promise(() => undefined);
        return { price: 3 };
      },
    },
    work: {
      params: z.unknown(),
      async run(_params, { runId }) {
        appendFileSync(join(folder, 'marks'), `begin ${runId} ${process.pid}\n`);
        do await delay(50);
        while (existsSync(join(folder, 'hold')));
        appendFileSync(join(folder, 'marks'), `end ${runId} ${process.pid}\n`);
        return null;
      },
    },
  },
};

await createWorker({
  address,
  namespace: 'default',
  taskQueue,
  dataDir: join(folder, 'data'),
  filesDir: join(folder, 'files'),
  targets: [integration],
  allowNetwork: ['127.0.0.1'],
});
process.stdout.write('ready\n');
