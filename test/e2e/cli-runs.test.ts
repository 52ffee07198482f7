import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { temporal, unique } from '../helpers/temporal.ts';
import { document, lines, Shell } from './cli-process.ts';
import type { Running } from './cli-process.ts';

let shell: Shell;
let worker: Running;

beforeAll(async () => {
  shell = new Shell({ TEMPORAL_ADDRESS: temporal().address, STEPWRIGHT_TASK_QUEUE: unique('cli') });
  shell.write(
    'order.workflow.yaml',
    `id: cli-order
name: Order
version: "1.2.0"
input: { type: object, required: [orderId], properties: { orderId: { type: string } } }
steps:
  - { id: check, name: Check it, target: util, action: echo, params: { id: $orderId } }
  - { id: keep, name: Keep it, target: file, action: write, params: { path: orders/$orderId.txt, content: "Order $check.id" } }
output: { id: $check.id, file: $keep.path }
`,
  );
  shell.write(
    'failing.workflow.yaml',
    `id: cli-failing
name: Failing
rollbackOnFailure: true
steps:
  - { id: reserve, target: file, action: write, params: { path: reserved.txt, content: x }, rollback: { target: file, action: delete, params: { path: reserved.txt } } }
  - { id: charge, name: Charge the card, target: util, action: fail, params: { message: no money, class: permanent } }
`,
  );
  shell.write(
    'waiting.workflow.yaml',
    `id: cli-waiting
name: Waiting
steps:
  - { id: first, target: util, action: echo, params: { a: 1 } }
  - { id: rest, type: wait, for: 1h }
`,
  );
  worker = shell.start('worker', '--json');
  await worker.saying('"pid"');
});
afterAll(() => shell.close());

describe('run', () => {
  it('shows the run on stderr and prints its output on stdout', async () => {
    const id = unique('order');
    const { code, stdout, stderr } = await shell.run('run', 'order.workflow.yaml', '--id', id, '--input', '{"orderId": "ORD-1"}');
    expect(JSON.parse(stdout)).toEqual({ id: 'ORD-1', file: expect.stringContaining('ORD-1.txt') as string });
    expect(stderr).toMatch(new RegExp(`▶ cli-order {2}${id}`));
    expect(stderr).toMatch(/ ✔ check {2}Check it +\d+ ms/);
    expect(stderr).toMatch(/ ✔ keep {3}Keep it +\d+ ms {2}→ .*ORD-1\.txt/);
    expect(stderr).toContain(`COMPLETED in `);
    expect(stderr).toContain(`2/2 steps · trace: stepwright trace ${id}`);
    expect(stdout + stderr).not.toContain('\u001B');
    expect(readFileSync(join(shell.folder, '.stepwright/files/orders/ORD-1.txt'), 'utf8')).toBe('Order ORD-1');
    expect(code).toBe(0);
  });

  it('prints exactly the WorkflowResult with --json, and result gives the same', async () => {
    const id = unique('order');
    const run = await shell.run('run', 'order.workflow.yaml', '--id', id, '--input', '{"orderId": "ORD-2"}', '--json');
    expect(document(run)).toMatchObject({
      runId: id,
      workflowId: 'cli-order',
      definitionVersion: '1.2.0',
      status: 'COMPLETED',
      success: true,
    });
    expect(run.stdout.trim().split('\n')).toHaveLength(1);
    const again = await shell.run('result', id, '--json');
    expect(document(again)).toEqual(document(run));
    expect(again.code).toBe(0);
  });

  it('exits 1 when the run fails and says what failed, what was rolled back and what to do', async () => {
    const id = unique('failing');
    const { code, stderr } = await shell.run('run', 'failing.workflow.yaml', '--id', id);
    expect(stderr).toContain('ROLLED_BACK in ');
    expect(stderr).toContain('charge (Charge the card) failed first, after 1 attempt:\n  permanent ');
    expect(stderr).toContain('no money');
    expect(stderr).toContain('rolled back: reserve');
    for (const next of [`stepwright trace ${id}`, `stepwright result ${id} --json`, 'stepwright run failing.workflow.yaml'])
      expect(stderr).toContain(next);
    expect(stderr).not.toMatch(/\n +at /);
    expect(existsSync(join(shell.folder, '.stepwright/files/reserved.txt'))).toBe(false);
    expect(code).toBe(1);
  });

  it('gives the same run for the same id and input, and refuses another input', async () => {
    const id = unique('order');
    const first = await shell.run('run', 'order.workflow.yaml', '--id', id, '--input', '{"orderId": "A"}', '--json');
    const same = await shell.run('run', 'order.workflow.yaml', '--id', id, '--input', '{"orderId": "A"}', '--json');
    expect(document(same)).toEqual(document(first));
    const other = await shell.run('run', 'order.workflow.yaml', '--id', id, '--input', '{"orderId": "B"}', '--json');
    expect(document(other)).toMatchObject({ error: { code: 'RunIdConflict', hint: expect.any(String) as string } });
    expect(other.code).toBe(2);
  });

  it('refuses an input that the definition does not take', async () => {
    const { code, stdout, stderr } = await shell.run('run', 'order.workflow.yaml', '--input', '{"orderId": 5}', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'InvalidInput', message: expect.stringContaining('orderId') as string } });
    expect(stderr).not.toContain('▶');
    expect(code).toBe(2);
  });

  it('passes a file as a file reference', async () => {
    shell.write('invoice.pdf', '%PDF-1.7 …');
    shell.write(
      'file.workflow.yaml',
      `id: cli-file
name: File
steps:
  - { id: keep, target: file, action: write, params: { path: copy.pdf, content: $invoice } }
output: { name: $invoice.name, size: $invoice.size }
`,
    );
    const run = await shell.run('run', 'file.workflow.yaml', '--input', 'invoice=@invoice.pdf', '--json');
    expect(document(run)).toMatchObject({ status: 'COMPLETED', output: { name: 'invoice.pdf', size: 12 } });
    expect(readFileSync(join(shell.folder, '.stepwright/files/copy.pdf'), 'utf8')).toBe('%PDF-1.7 …');
  });
});

describe('a started run', () => {
  it('can be followed, paused, resumed and cancelled from other processes', async () => {
    const id = unique('waiting');
    const started = await shell.run('start', 'waiting.workflow.yaml', '--id', id, '--tag', 'slow', '--json');
    expect(document(started)).toEqual({ runId: id, definition: 'cli-waiting', version: null });

    const events = shell.start('events', id, '--json');
    await events.saying('step:waiting');
    expect(document(await shell.run('progress', id, '--json'))).toMatchObject({
      status: 'RUNNING',
      totalSteps: 2,
      completedSteps: 1,
      percentComplete: 50,
      active: [{ path: 'rest', status: 'WAITING' }],
    });
    expect(document(await shell.run('pause', id, '--json'))).toEqual({ runId: id, action: 'pause' });
    await events.saying('workflow:paused');
    expect((await shell.run('progress', id)).stdout).toMatch(/^PAUSED {2}50 % {2}1\/2 steps/);
    expect((await shell.run('resume', id)).code).toBe(0);
    await events.saying('workflow:resumed');

    expect((await shell.run('cancel', id)).stderr).toContain(`${id} asked to cancel`);
    const all = lines(await events.finished) as readonly { type: string; cursor: string }[];
    expect(all.map(({ type }) => type)).toEqual(expect.arrayContaining(['workflow:started', 'step:completed', 'workflow:cancelled']));

    const paused = all.findIndex(({ type }) => type === 'workflow:paused');
    const later = lines(await shell.run('events', id, '--cursor', all[paused]?.cursor ?? '', '--json')) as typeof all;
    expect(later.map(({ type }) => type)).toEqual(all.slice(paused + 1).map(({ type }) => type));

    const result = await shell.run('result', id, '--json');
    expect(document(result)).toMatchObject({ status: 'CANCELLED', success: false });
    expect(result.code).toBe(1);
    expect((await shell.run('trace', id)).stdout).toMatch(/step:completed +first/);
  });

  it('is in the list', async () => {
    const id = unique('waiting');
    await shell.run('start', 'waiting.workflow.yaml', '--id', id, '--tag', id);
    const listed = await shell.run('list', '--tag', id, '--since', '1h', '--json');
    expect(lines(listed)).toMatchObject([{ runId: id, definition: 'cli-waiting', status: 'RUNNING', tags: [id] }]);
    expect((await shell.run('terminate', id, '--reason', 'test')).code).toBe(0);
    expect(document(await shell.run('result', id, '--json'))).toMatchObject({ success: false });
  });
});

describe('graph of a run', () => {
  it('has status, attempts and durations on the steps, of an ended run and of an open one', async () => {
    const id = unique('failing');
    await shell.run('run', 'failing.workflow.yaml', '--id', id);
    // The definition comes from the run: its file may be gone.
    const ended = await shell.run('graph', id);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(new RegExp(`^---\\ntitle: "Failing · ${id} · ROLLED_BACK · `));
    expect(ended.stdout).toMatch(/n_reserve\("reserve<br\/>file\.write<br\/>↺ file\.delete<br\/>ROLLED_BACK · \d+ ms"\)/);
    expect(ended.stdout).toMatch(/n_charge\("Charge the card<br\/>util\.fail<br\/>FAILED · \d+ ms"\)/);

    const waiting = unique('waiting');
    await shell.run('start', 'waiting.workflow.yaml', '--id', waiting);
    const open = document(await shell.run('graph', waiting, '--format', 'svg', '--json'));
    expect(open).toEqual({ format: 'svg', diagram: expect.stringContaining(' · RUNNING<') as string });
  });
});

describe('what is not there', () => {
  it('an unknown run id exits 2 and names the id', async () => {
    const verbs = ['result', 'progress', 'trace', 'events', 'pause', 'cancel', 'terminate'];
    for (const { code, stdout } of await Promise.all(verbs.map((verb) => shell.run(verb, 'no-such-run', '--json')))) {
      expect(JSON.parse(stdout)).toMatchObject({
        error: { code: 'RunNotFound', message: expect.stringContaining('no-such-run') as string },
      });
      expect(code).toBe(2);
    }
  });

  it('a cluster that does not answer exits 3', async () => {
    const { code, stdout } = await shell.run('list', '--address', '127.0.0.1:1', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'TemporalUnreachable', message: expect.stringContaining('127.0.0.1:1') as string },
    });
    expect(code).toBe(3);
  });
});

it('the worker ends by itself after SIGTERM, with exit code 0', async () => {
  worker.child.kill('SIGTERM');
  expect(await worker.finished).toMatchObject({ code: 0 });
});
