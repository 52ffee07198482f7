import { afterAll, beforeAll, expect, it } from 'vitest';

import { temporal, unique } from '../helpers/temporal.ts';
import { document, Shell } from './cli-process.ts';

const ORDER = `id: cli-rollback
name: Order
rollbackOnFailure: { mode: manual }
steps:
  - id: one
    target: file
    action: write
    params: { path: one.txt, content: "1" }
    rollback: { target: file, action: delete, params: { path: one.txt } }
  - id: two
    target: file
    action: write
    params: { path: two.txt, content: "2" }
    rollback:
      target: file
      action: delete
      params: { path: two.txt }
      verify: { target: util, action: echo, params: { ok: true } }
  - { id: note, target: util, action: echo, params: { value: 1 } }
  - { id: broken, type: fail, error: { code: SoldOut, message: sold out } }
`;

let shell: Shell;
beforeAll(async () => {
  shell = new Shell({ TEMPORAL_ADDRESS: temporal().address, STEPWRIGHT_TASK_QUEUE: unique('rollback'), STEPWRIGHT_USER: 'ada' });
  shell.write('order.workflow.yaml', ORDER);
  await shell.start('worker', '--json').saying('"pid"');
});
afterAll(() => shell.close());

async function waiting(): Promise<string> {
  const id = unique('order');
  await shell.run('start', 'order.workflow.yaml', '--id', id);
  const watching = shell.start('events', id);
  await watching.saying('waits to be confirmed');
  return id;
}

it('the plan of a file', async () => {
  const shown = await shell.run('rollback', 'plan', 'order.workflow.yaml');
  expect(shown.stdout).toBe(
    [
      'rolled back when a run fails or is cancelled, and a person confirms it',
      '   STEP  CALLS        VERIFIED BY',
      '1  two   file.delete  util.echo',
      '2  one   file.delete',
      'stay as they are: note',
      '',
    ].join('\n'),
  );
  expect(document(await shell.run('rollback', 'plan', 'order.workflow.yaml', '--json'))).toMatchObject({
    mode: 'manual',
    without: ['note'],
  });
});

it('a rollback that waits: its plan, a part confirmed, the rest after the fact, the history', async () => {
  const id = await waiting();
  expect((await shell.run('rollback', 'plan', id)).stdout).toContain('1  two   file.delete');
  const refused = await shell.run('rollback', 'confirm', id, '--steps', 'note');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('NoSuchStep') as string });
  const confirmed = await shell.run('rollback', 'confirm', id, '--back-to', 'one', '--reason', 'one was paid', '--json');
  expect(document(confirmed)).toEqual({ runId: id, action: 'rollback confirm' });
  expect(document(await shell.run('result', id, '--json'))).toMatchObject({ status: 'ROLLED_BACK' });

  const rest = await shell.run('rollback', 'run', id, '--json');
  expect(document(rest)).toEqual({ runId: `${id}~rollback` });
  expect(document(await shell.run('result', `${id}~rollback`, '--json'))).toMatchObject({ status: 'COMPLETED' });
  expect(await shell.run('rollback', 'run', `${id}~rollback`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('NothingToRollBack') as string,
  });

  const { stdout } = await shell.run('rollback', 'history', id);
  const [head, afterwards, manual] = stdout.split('\n');
  expect(head).toMatch(/^WHEN +RUN +OUTCOME +HOW +BY +UNDONE +NOT UNDONE +REASON$/);
  expect(afterwards).toMatch(/done +afterwards +ada +one +-$/);
  expect(manual).toMatch(/done +manual +ada +two +one +one was paid$/);
});

it('a rollback that waits is declined', async () => {
  const id = await waiting();
  expect((await shell.run('rollback', 'decline', id, '--reason', 'repaired')).stderr).toContain('is not rolled back');
  expect(document(await shell.run('result', id, '--json'))).toMatchObject({ status: 'FAILED' });
  const { stdout } = await shell.run('rollback', 'history', '--outcome', 'declined', '--json');
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { runId: string }).runId),
  ).toContain(id);
});
