import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Run, Stepwright } from '../../src/client/api.ts';
import { connect } from '../../src/embedded.ts';
import { temporal, unique } from '../helpers/temporal.ts';
import { document, lines, Shell } from './cli-process.ts';

const PURCHASE = `id: cli-purchase
name: Purchase
input: { type: object, required: [item], properties: { item: { type: string } } }
steps:
  - id: review
    type: approval
    approvers: [ada, "role:boss"]
    prompt: Buy $item?
    form: { type: object, required: [budget], properties: { budget: { type: string } } }
  - { id: paid, type: event, event: purchase.paid }
output: { budget: $review.form.budget, paid: $paid }
`;

let shell: Shell;
let file: string;
let stepwright: Stepwright;
beforeAll(async () => {
  const { address } = temporal();
  const taskQueue = unique('messages');
  shell = new Shell({ TEMPORAL_ADDRESS: address, STEPWRIGHT_TASK_QUEUE: taskQueue, STEPWRIGHT_USER: 'starter' });
  file = shell.write('purchase.workflow.yaml', PURCHASE);
  stepwright = await connect({ address, taskQueue, dataDir: join(shell.folder, '.stepwright'), user: 'starter', worker: true });
  // Its worker starts with its first run, and then works for the shell as well.
  await (await purchase()).terminate();
});
afterAll(async () => {
  await stepwright.close();
  await shell.close();
});

/** A purchase whose approval waits. */
async function purchase(key?: string): Promise<Run> {
  const run = await stepwright.start(file, { item: 'chairs' }, { id: unique('purchase'), ...(key === undefined ? {} : { key }) });
  for await (const { type } of run.events()) if (type === 'step:waiting') break;
  return run;
}

describe('a purchase from the shell', () => {
  it('is approved with a form and paid by an event, as the live view says', async () => {
    const id = unique('purchase');
    const run = shell.start('run', 'purchase.workflow.yaml', '--id', id, '--input', '{"item": "chairs"}', '--json');
    await run.saying(`waits for approval: stepwright approve ${id} review`);
    shell.write('form.json', '{"budget": "IT"}');
    const approved = await shell.run(
      'approve',
      id,
      'review',
      '--form',
      '@form.json',
      '--comment',
      'go on',
      '--as',
      'eve',
      '--role',
      'boss',
    );
    expect(approved).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining(`✔ ${id} review: approved`) as string });
    await run.saying(`waits for event: stepwright event ${id} purchase.paid`);
    const sent = await shell.run('event', id, 'purchase.paid', '{"amount": 90}', '--id', 'pay-1', '--json');
    expect(document(sent)).toEqual({ id: 'pay-1', runs: [id], refused: [] });
    const finished = await run.finished;
    expect(document(finished)).toMatchObject({ status: 'COMPLETED', output: { budget: 'IT', paid: { amount: 90 } } });
    expect(finished.stderr).toContain('approval by eve · review');
    expect(finished.stderr).toContain('event purchase.paid was taken');
    const [trace, late] = await Promise.all([shell.run('trace', id), shell.run('event', id, 'purchase.paid', '--json')]);
    expect(trace.stdout).toMatch(/workflow:notice {5}review {2}approval by eve\n/);
    expect(document(late)).toMatchObject({
      error: { code: 'RunEnded', hint: expect.stringContaining(`stepwright result ${id}`) as string },
    });
    expect(late.code).toBe(2);
  });

  it('is found among the tasks and by its key, and rejected', async () => {
    const run = await purchase('PO-7');
    const [table, all, list] = await Promise.all([
      shell.run('tasks', run.id),
      shell.run('tasks', '--definition', 'cli-purchase', '--json'),
      shell.run('list', '--key', 'PO-7'),
    ]);
    expect(table.stdout).toMatch(/^RUN +STEP +ASKED +APPROVED +SINCE +DUE +WHAT\n/);
    expect(table.stdout).toMatch(new RegExp(`^${run.id} +review +ada, role:boss +0/1 .* Buy chairs\\?$`, 'm'));
    expect(table.stderr).toContain(`stepwright approve ${run.id} review`);
    expect(lines(all)).toContainEqual(expect.objectContaining({ runId: run.id, definition: 'cli-purchase', path: 'review' }));
    expect(list.stdout).toMatch(new RegExp(`^${run.id} +cli-purchase +PO-7 +RUNNING`, 'm'));
    const rejected = await shell.run('reject', run.id, '--as', 'ada', '--comment', 'no budget', '--json');
    expect(document(rejected)).toEqual({ runId: run.id, action: 'reject', step: null });
    expect(await run.result()).toMatchObject({ status: 'FAILED', failure: { code: 'Rejected' } });
    const none = await shell.run('tasks', run.id);
    expect(none).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('nothing waits for approval') as string });
  });

  it('refuses who may not vote, a form that does not fit, and a step that does not wait, with exit code 2', async () => {
    const run = await purchase();
    const { id } = run;
    const [starter, form, step] = await Promise.all([
      shell.run('approve', id, '--form', '{"budget": "IT"}'),
      shell.run('approve', id, '--as', 'ada', '--form', '{"budget": 5}', '--json'),
      shell.run('approve', id, 'pay', '--as', 'ada', '--json'),
    ]);
    expect(starter.stderr).toMatch(/error\[NotAnApprover\] starter started the run/);
    expect(document(form)).toMatchObject({ error: { code: 'InvalidInput', problems: [{ pointer: '/budget' }] } });
    expect(document(step)).toMatchObject({
      error: { code: 'NoSuchTask', hint: expect.stringContaining(`stepwright tasks ${id}`) as string },
    });
    expect([starter.code, form.code, step.code]).toEqual([2, 2, 2]);
    await run.terminate();
  });

  it('is reached by its key, and the sender is told of a key that no run has', async () => {
    const run = await purchase('PO-8');
    const [sent, nobody] = await Promise.all([
      shell.run('event', '--key', 'PO-8', 'purchase.paid', '--json'),
      shell.run('event', '--key', 'PO-9', 'purchase.paid'),
    ]);
    expect(document(sent)).toMatchObject({ runs: [run.id] });
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('error[RunNotFound]') as string });
    await run.terminate();
  });
});

it('shows how an event is sent', async () => {
  const [help, incomplete] = await Promise.all([shell.run('event', '--help'), shell.run('event', 'order-1')]);
  expect(help.stdout).toContain(
    'Usage: stepwright event [options] <run> <type> [data]\n       stepwright event [options] --key <key> <type> [data]',
  );
  expect(help.stdout).toContain('stepwright event --key ORD-1 parcel.delivered');
  expect(incomplete).toMatchObject({ code: 2, stderr: expect.stringContaining('error[MissingField]') as string });
});
