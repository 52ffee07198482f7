/**
 * A worker in a process of its own, to be killed: `tsx modes-worker.ts ADDRESS TASK_QUEUE FOLDER`; SIGTERM lets it say good-bye. Its
 * actions note each execution, as it begins, in the file `begun`, and each effect in the file `done`.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { z } from 'zod';

import { action } from '../../src/core/target/action.ts';
import { defineTarget } from '../../src/core/target/define-target.ts';
import { createWorker } from '../../worker/create-worker.ts';

const [address = '', taskQueue = '', folder = ''] = process.argv.slice(2);

const note = (file: string, line: string) => appendFileSync(join(folder, file), `${line}\n`);

const effects = defineTarget('effects', {
  actions: {
    append: action({
      params: z.object({ ms: z.number(), failures: z.number().default(0) }),
      idempotent: true,
      async run({ ms, failures }, { idempotencyKey, attempt, signal }) {
        note('begun', `${idempotencyKey} ${attempt} ${process.pid}`);
        await delay(ms, undefined, { signal }).catch((error: unknown) => {
          note('aborted', idempotencyKey);
          throw error;
        });
        if (attempt <= failures) throw new Error('not yet');
        note('done', idempotencyKey);
        return { pid: process.pid };
      },
    }),
  },
});

const worker = await createWorker({
  address,
  namespace: 'default',
  taskQueue,
  dataDir: join(folder, 'data'),
  filesDir: join(folder, 'files'),
  targets: [effects],
  allowNetwork: [],
});
process.once('SIGTERM', () => void worker.shutdown());
process.stdout.write('ready\n');
