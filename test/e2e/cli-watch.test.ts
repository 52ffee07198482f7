import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { temporal, unique } from '../helpers/temporal.ts';
import { document, lines, Shell } from './cli-process.ts';

let shell: Shell;
beforeAll(async () => {
  shell = new Shell({ TEMPORAL_ADDRESS: temporal().address, STEPWRIGHT_TASK_QUEUE: unique('watch') });
  shell.write('rest.workflow.yaml', 'id: cli-rest\nname: Rest\nsteps:\n  - { id: rest, type: wait, for: 1h }\n');
  shell.write(
    'flaky.workflow.yaml',
    `id: cli-flaky
name: Flaky
steps:
  - { id: rest, type: wait, for: 6s } # time to begin to watch
  - { id: flaky, target: util, action: flaky, params: { failures: 1 }, retry: { maxAttempts: 2, strategy: fixed, baseDelay: 4s } }
`,
  );
  await shell.start('worker').saying('Ctrl-C stops it');
});
afterAll(() => shell.close());

describe('Ctrl-C while a run is watched', () => {
  it('once: the command ends, says how to get back, and the run goes on', async () => {
    const id = unique('rest');
    const run = shell.start('run', 'rest.workflow.yaml', '--id', id, '--json');
    await run.saying('waiting');
    run.child.kill('SIGINT');
    const { code, stdout, stderr } = await run.finished;
    expect(stderr).toContain(`${id} goes on. Ctrl-C again within 2 s cancels it. Otherwise: stepwright result ${id}`);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'Cancelled', message: expect.stringContaining(`no longer watching ${id}`) as string },
    });
    expect(code).toBe(1);
    expect(document(await shell.run('progress', id, '--json'))).toMatchObject({
      status: 'RUNNING',
      active: [{ path: 'rest', status: 'WAITING' }],
    });
  });

  it('twice: the run is cancelled and shown to its end', async () => {
    const id = unique('rest');
    const run = shell.start('run', 'rest.workflow.yaml', '--id', id, '--json');
    await run.saying('waiting');
    run.child.kill('SIGINT');
    await run.saying('Ctrl-C again');
    run.child.kill('SIGINT');
    expect(document(await run.finished)).toMatchObject({ runId: id, status: 'CANCELLED' });
    expect((await run.finished).code).toBe(1);
  });
});

it('progress --watch tells of a step that is tried again, and ends with the run', async () => {
  const id = unique('flaky');
  await shell.run('start', 'flaky.workflow.yaml', '--id', id);
  const reports = lines(await shell.run('progress', id, '--watch', '--json'));
  expect(reports).toContainEqual(
    expect.objectContaining({ status: 'RUNNING', active: [expect.objectContaining({ path: 'flaky', status: 'RETRYING', attempts: 2 })] }),
  );
  expect(reports.at(-1)).toMatchObject({ status: 'COMPLETED', percentComplete: 100, active: [] });
});

it('says after a while that nobody has taken the run', async () => {
  const run = shell.start('run', 'rest.workflow.yaml', '--task-queue', unique('nobody'));
  await run.saying(/nobody has taken the run yet; is there a worker on task queue nobody-\w+\? stepwright worker --task-queue nobody/);
  run.child.kill('SIGTERM');
  expect((await run.finished).code).toBe(1);
});

it('ends quietly when nobody reads its output any more', async () => {
  const id = unique('rest');
  await shell.run('start', 'rest.workflow.yaml', '--id', id);
  const events = shell.start('events', id, '--json');
  await events.saying('workflow:started');
  events.child.stdout?.destroy();
  await shell.run('cancel', id);
  expect(await events.finished).toMatchObject({ code: 0, stderr: '' });
});
