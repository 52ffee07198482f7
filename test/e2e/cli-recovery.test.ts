import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { temporal, unique } from '../helpers/temporal.ts';
import { document, Shell } from './cli-process.ts';

const STEPS = 20;
const KILLED_AFTER = 8;

let shell: Shell;
beforeAll(() => {
  shell = new Shell({ TEMPORAL_ADDRESS: temporal().address, STEPWRIGHT_TASK_QUEUE: unique('recovery') });
});
afterAll(() => shell.close());

it('a worker killed in the middle of 20 steps loses nothing and repeats nothing', async () => {
  const steps = Array.from({ length: STEPS }, (_, index) => [
    `  - { id: append-${index}, target: file, action: append, params: { path: log.txt, content: "line ${index}\\n" }, retry: { maxAttempts: 5, baseDelay: 100ms } }`,
    `  - { id: sleep-${index}, target: util, action: sleep, params: { ms: 100 }, retry: { maxAttempts: 5, baseDelay: 100ms } }`,
  ]);
  shell.write('twenty.workflow.yaml', `id: cli-twenty\nname: Twenty steps\nsteps:\n${steps.flat().join('\n')}\n`);
  const id = unique('twenty');
  const log = join(shell.folder, '.stepwright/files/log.txt');

  const first = shell.start('worker', '--json');
  await first.saying('"pid"');
  await shell.run('start', 'twenty.workflow.yaml', '--id', id);
  const watching = shell.start('events', id);
  await watching.saying(`append-${KILLED_AFTER}`);
  first.child.kill('SIGKILL');
  await first.finished;
  const before = readFileSync(log, 'utf8').trim().split('\n').length;
  expect(before).toBeGreaterThanOrEqual(KILLED_AFTER);
  expect(before).toBeLessThan(STEPS);

  const second = shell.start('worker', '--json');
  await second.saying('"pid"');
  const result = await shell.run('result', id, '--json');
  expect(document(result)).toMatchObject({ status: 'COMPLETED', success: true });
  expect(existsSync(log)).toBe(true);
  expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual(Array.from({ length: STEPS }, (_, index) => `line ${index}`));
});

it('the worker of a container reads its environment, drains on SIGTERM and says what it lacks', async () => {
  const container = new Shell({
    TEMPORAL_ADDRESS: temporal().address,
    STEPWRIGHT_TASK_QUEUE: unique('container'),
    STEPWRIGHT_TARGETS: 'mine.mjs',
  });
  const bare = new Shell();
  try {
    container.write(
      'mine.mjs',
      'import { z } from "zod"; export default { name: "mine", actions: { twice: { params: z.object({ n: z.number() }), run: ({ n }) => n * 2 } } };',
    );
    container.write(
      'a.workflow.yaml',
      'id: cli-container\nname: A\nsteps:\n  - { id: a, target: mine, action: twice, params: { n: 21 } }\n',
    );
    const worker = container.startContainer();
    await worker.saying('takes work');
    expect(document(await container.run('run', 'a.workflow.yaml', '--json'))).toMatchObject({ status: 'COMPLETED', output: { a: 42 } });
    worker.child.kill('SIGTERM');
    expect((await worker.finished).code).toBe(0);
    expect(await bare.startContainer().finished).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('TEMPORAL_ADDRESS is not set') as string,
    });
  } finally {
    await Promise.all([container.close(), bare.close()]);
  }
});
