import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { temporal, unique } from '../helpers/temporal.ts';
import { document, Shell } from './cli-process.ts';

// Four command lines each, on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let shell: Shell;
beforeAll(() => {
  shell = new Shell({ TEMPORAL_ADDRESS: temporal().address, STEPWRIGHT_TASK_QUEUE: unique('drain') });
  // Writes down each attempt with its number, then takes 3 s, whatever its signal says.
  shell.write(
    'slow.mjs',
    `import { appendFileSync } from 'node:fs';
     import { z } from 'zod';
     export default { name: 'slow', actions: { work: { params: z.object({}), run: async (_params, ctx) => {
       appendFileSync('attempts', ctx.attempt + ' ' + process.pid + '\\n');
       await new Promise((resolve) => setTimeout(resolve, 3000));
       return process.pid;
     } } } };`,
  );
  shell.write('slow.workflow.yaml', 'id: cli-slow\nname: Slow\nsteps:\n  - { id: work, target: slow, action: work }\n');
});
afterAll(() => shell.close());

const attempts = () => readFileSync(join(shell.folder, 'attempts'), 'utf8').trim().split('\n');

/** A run whose action is under way on a worker of its own. */
async function atWork(...flags: string[]) {
  shell.write('attempts', '');
  const worker = shell.start('worker', '--targets', 'slow.mjs', '--json', ...flags);
  await worker.saying('"pid"');
  const id = unique('slow');
  await shell.run('start', 'slow.workflow.yaml', '--targets', 'slow.mjs', '--id', id);
  await expect.poll(() => attempts().join('')).not.toBe('');
  return { worker, id };
}

async function finishElsewhere(id: string) {
  const other = shell.start('worker', '--targets', 'slow.mjs', '--json');
  await other.saying('"pid"');
  const result = document(await shell.run('result', id, '--json'));
  other.child.kill('SIGTERM');
  await other.finished;
  return result;
}

it('a worker told to stop lets its action end', async () => {
  const { worker, id } = await atWork('--drain', '30s');
  worker.child.kill('SIGTERM');
  expect((await worker.finished).code).toBe(0);
  expect(await finishElsewhere(id)).toMatchObject({ status: 'COMPLETED', output: { work: worker.child.pid } });
  expect(attempts()).toEqual([`1 ${worker.child.pid}`]);
});

it('an action that takes longer is done again elsewhere, and that is no attempt of it', async () => {
  const { worker, id } = await atWork('--drain', '100ms');
  worker.child.kill('SIGTERM');
  await worker.finished;
  const result = await finishElsewhere(id);
  expect(result).toMatchObject({ status: 'COMPLETED', steps: [{ attempts: 1 }] });
  expect(attempts()).toEqual([`1 ${worker.child.pid}`, expect.stringMatching(/^1 /) as string]);
});

it('a second signal ends it at once', async () => {
  const { worker, id } = await atWork('--drain', '10m');
  worker.child.kill('SIGTERM');
  // Taken in: the first one no longer is the last.
  await new Promise((resolve) => setTimeout(resolve, 200));
  worker.child.kill('SIGTERM');
  await worker.finished;
  expect(worker.child.signalCode).toBe('SIGTERM');
  expect(await finishElsewhere(id)).toMatchObject({ status: 'COMPLETED', steps: [{ attempts: 1 }] });
});
