/** A worker in a process of its own, to be killed: `tsx limits-worker.ts ADDRESS TASK_QUEUE FOLDER`. Its effects are files. */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import type { ActionContext, Target } from '../../src/core/target/target.ts';
import { createWorker } from '../../worker/create-worker.ts';

const [address = '', taskQueue = '', folder = ''] = process.argv.slice(2);

/** Notes each execution; the effect itself happens once per idempotency key. */
function effect(name: string, ctx: ActionContext): void {
  appendFileSync(join(folder, 'executions'), `${name} ${ctx.path} ${ctx.attempt}\n`);
  const done = join(folder, ctx.idempotencyKey.replaceAll(/[^\w.-]/g, '_'));
  if (existsSync(done)) return;
  writeFileSync(done, '');
  appendFileSync(join(folder, 'effects'), `${ctx.path}\n`);
}

const target: Target = {
  name: 'effects',
  actions: {
    write: { params: z.unknown(), run: (_params: unknown, ctx: ActionContext) => effect('write', ctx) },
    /** Takes very long in the first process that runs it. */
    slow: {
      params: z.unknown(),
      async run(_params: unknown, ctx: ActionContext) {
        const first = !existsSync(join(folder, 'slow-begun'));
        effect('slow', ctx);
        writeFileSync(join(folder, 'slow-begun'), '');
        if (first) await new Promise((resolve) => setTimeout(resolve, 60_000));
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
  targets: [target],
  allowNetwork: [],
});
process.stdout.write('ready\n');
