import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import * as z from 'zod';

import type { Step } from '../core/definition/step.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { fails, sequence, takes } from './mocks/action-mock.ts';
import { testRun } from './test-run.ts';

function definition(steps: readonly Step[], more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return { id: 'order', name: 'Order', steps, ...more };
}

const CHARGE: Step = { id: 'charge', target: 'payments', action: 'charge', params: { amount: '$amount' } };
const NOTIFY: Step = {
  id: 'notify',
  target: 'slack',
  action: 'send_notification',
  params: { channel: 'sales', message: 'Paid $charge.id' },
};

describe('a run', () => {
  test('gives its steps by id and its calls in order', async () => {
    const result = await testRun(definition([CHARGE, NOTIFY], { output: { id: '$charge.id' } }), {
      input: { amount: 5 },
      actions: { 'payments.charge': takes('3s', { id: 'c-1' }), 'slack.send_notification': ({ channel }) => ({ channel, ts: '1' }) },
    });
    expect(result).toMatchObject({ status: 'COMPLETED', success: true, output: { id: 'c-1' }, duration: 3000, waiting: [] });
    expect(result.steps).toMatchObject({
      charge: { status: 'COMPLETED', path: 'charge', attempts: 1, at: 0, duration: 3000, value: { id: 'c-1' } },
      notify: { status: 'COMPLETED', at: 3000, value: { channel: 'sales', ts: '1' } },
    });
    expect(result.calls).toEqual([
      {
        path: 'charge',
        stepId: 'charge',
        target: 'payments',
        action: 'charge',
        params: { amount: 5 },
        attempt: 1,
        at: 0,
        duration: 3000,
        result: { id: 'c-1' },
      },
      expect.objectContaining({ path: 'notify', params: { channel: 'sales', message: 'Paid c-1' }, at: 3000, duration: 0 }),
    ]);
  });

  test('that fails is a result: what was undone, and in which order', async () => {
    const undo = (id: string): Step => ({ ...CHARGE, id, rollback: { target: 'payments', action: 'refund', params: { id: `$${id}.id` } } });
    const result = await testRun(definition([undo('first'), undo('second'), { ...NOTIFY, params: {} }], { rollbackOnFailure: true }), {
      input: { amount: 5 },
      actions: {
        'payments.charge': sequence({ id: 1 }, { id: 2 }),
        'payments.refund': null,
        'slack.send_notification': fails({ code: 'Down', class: 'permanent', message: 'no service' }),
      },
    });
    expect(result).toMatchObject({
      status: 'ROLLED_BACK',
      rolledBack: ['second', 'first'],
      failure: { code: 'Down', message: 'no service' },
    });
    expect(result.steps).toMatchObject({
      first: { status: 'ROLLED_BACK' },
      second: { status: 'ROLLED_BACK' },
      notify: { status: 'FAILED' },
    });
    expect(result.calls.filter(({ action }) => action === 'refund').map(({ path, params }) => [path, params.id])).toEqual([
      ['second~rollback', 2],
      ['first~rollback', 1],
    ]);
  });

  test('that waits for something nobody brings says for what', async () => {
    const review: Step = { id: 'review', type: 'approval', approvers: ['role:finance'] };
    const paid: Step = { id: 'paid', type: 'event', event: 'payment.received' };
    expect(await testRun(definition([review]))).toMatchObject({
      status: 'RUNNING',
      waiting: [{ for: 'approval', path: 'review', task: { approvers: ['role:finance'] } }],
    });
    expect(await testRun(definition([paid]))).toMatchObject({ waiting: [{ for: 'event', path: 'paid', events: ['payment.received'] }] });
    expect(await testRun(definition([paid]), { at: [{ pause: true }] })).toMatchObject({ status: 'PAUSED', waiting: [{ for: 'resume' }] });
  });

  test('of a state machine that waits says which events its state takes', async () => {
    const machine: WorkflowDefinition = {
      id: 'm',
      name: 'M',
      initial: 'a',
      states: { a: { on: { GO: 'b', STAY: 'a' } }, b: { type: 'final' } },
    };
    expect((await testRun(machine)).waiting).toEqual([{ for: 'event', path: 'a', events: ['GO', 'STAY'] }]);
  });

  test('does not wait for a branch that lost its race', async () => {
    const steps: readonly Step[] = [
      {
        id: 'race',
        type: 'parallel',
        join: 'any',
        branches: { a: [{ id: 'never', type: 'event', event: 'x' }], b: [{ id: 'short', type: 'wait', for: '1s' }] },
      },
      { id: 'later', type: 'event', event: 'y' },
    ];
    const result = await testRun(definition(steps));
    expect(result.waiting).toEqual([{ for: 'event', path: 'later', events: ['y'] }]);
    expect(result.steps['never']).toMatchObject({ status: 'CANCELLED', path: 'race.a.never' });
  });

  test('starts when and by whom the test says', async () => {
    const set: Step = { id: 'facts', type: 'set', values: { now: '$run.now', by: '$run.startedBy', key: '$run.key' } };
    const options = { now: '2024-02-29T12:00:00Z', user: 'ann', key: 'K-1' };
    expect((await testRun(definition([set]), options)).output.facts).toEqual({ now: '2024-02-29T12:00:00.000Z', by: 'ann', key: 'K-1' });
    await expect(testRun(definition([set]), { now: 'soon' })).rejects.toMatchObject({ code: 'InvalidValue' });
  });
});

describe('the outside', () => {
  const review: Step = { id: 'review', type: 'approval', approvers: ['ann', 'bob'], timeout: '30d', onTimeout: 'reject' };

  test('approves, sends events, pauses and resumes at its time', async () => {
    const result = await testRun(
      definition([review, { id: 'paid', type: 'event', event: 'paid' }, { id: 'end', type: 'wait', for: '1h' }]),
      {
        at: [
          { after: '2d', approve: { by: 'ann', comment: 'fine' } },
          { after: '1d', event: { type: 'paid', data: { amount: 7 } } },
          { after: '2d', pause: true },
          { after: '3d', resume: true },
        ],
      },
    );
    expect(result).toMatchObject({ status: 'COMPLETED', duration: 3 * 86_400_000, output: { paid: { amount: 7 } } });
    expect(result.messages.map(({ refused }) => refused)).toEqual([undefined, undefined, undefined, undefined]);
    expect(result.tasks).toMatchObject([{ path: 'review', approvers: ['ann', 'bob'] }]);
  });

  test('is told when what it sent did not count', async () => {
    const result = await testRun(definition([review]), {
      at: [
        { after: '1d', approve: { by: 'eve' } },
        { after: '2d', reject: { by: 'bob', comment: 'no' } },
        { after: '3d', cancel: true },
        { after: '1d', to: 'ship', event: { type: 'x' } },
      ],
    });
    expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'Rejected' }, duration: 2 * 86_400_000 });
    expect(result.messages).toMatchObject([
      { at: 86_400_000, refused: { code: 'NotAnApprover' } },
      { at: 2 * 86_400_000 },
      { refused: { code: 'RunEnded' } },
      { refused: { code: 'RunNotFound' } },
    ]);
  });

  test('thirty days pass in milliseconds', async () => {
    const from = Date.now();
    expect(await testRun(definition([review]))).toMatchObject({ status: 'FAILED', duration: 30 * 86_400_000 });
    expect(Date.now() - from).toBeLessThan(5000);
  });

  test('cancels with its own word on rollback', async () => {
    const undo = { target: 'payments', action: 'refund' };
    const steps: readonly Step[] = [
      { ...CHARGE, rollback: undo },
      { id: 'w', type: 'wait', for: '1d' },
    ];
    const actions = { 'payments.charge': 1, 'payments.refund': 1 };
    const result = await testRun(definition(steps), { input: { amount: 1 }, actions, at: [{ after: '1h', cancel: { rollback: true } }] });
    expect(result).toMatchObject({ status: 'CANCELLED', rolledBack: ['charge'], duration: 3_600_000 });
    expect(result.steps['w']?.status).toBe('CANCELLED');
  });

  test('a duration that is none is refused', async () => {
    await expect(testRun(definition([review]), { at: [{ after: 'soon', pause: true }] })).rejects.toMatchObject({
      code: 'InvalidDuration',
    });
  });
});

describe('the definition', () => {
  const wrong = definition([
    { id: 'a', target: 'slack', action: 'send_notificaton' },
    { id: 'b', target: 'payments', action: 'charge', params: { x: '$zzz.y' } },
  ]);

  test('is validated first, all problems are in the message', async () => {
    await expect(testRun(wrong, { actions: { 'payments.charge': 1 } })).rejects.toMatchObject({
      code: 'UnknownAction',
      message: expect.stringMatching(
        /^the definition order is not valid:\n {2}\/steps\/0\/action UnknownAction: .*\(did you mean send_notification \?/,
      ),
    });
  });

  test('may call what nobody knows when it is mocked', async () => {
    const steps: readonly Step[] = [
      { id: 'a', target: 'slack', action: 'dance' },
      { id: 'b', target: 'nobody', action: 'x' },
    ];
    await expect(testRun(definition(steps), { actions: { 'nobody.x': 1, 'slack.sing': 2 } })).rejects.toMatchObject({
      code: 'UnknownAction',
      message: expect.stringContaining('mock it, or give your own targets'),
    });
    await expect(testRun(definition(steps), { actions: { 'slack.dance': 1 } })).rejects.toMatchObject({ code: 'UnknownTarget' });
    expect(await testRun(definition(steps), { actions: { 'nobody.x': 1, 'slack.dance': 2 } })).toMatchObject({ output: { a: 2, b: 1 } });
    const unreached: Step = { id: 'c', target: 'nobody', action: 'y', when: false };
    expect(await testRun(definition([...steps, unreached]), { actions: { 'nobody.x': 1, 'slack.dance': 2 } })).toMatchObject({
      success: true,
    });
  });

  test('has its params checked where the target is known', async () => {
    const targets = [{ name: 'payments', actions: { charge: { params: z.object({ amount: z.number() }) } } }];
    const bad = definition([{ ...CHARGE, params: { amount: 'much' } }]);
    await expect(testRun(bad, { targets, actions: { 'payments.charge': 1 } })).rejects.toMatchObject({ code: 'InvalidParams' });
  });

  test('is read from a file; problems have lines', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'testkit-'));
    try {
      const file = join(folder, 'a.workflow.yaml');
      writeFileSync(file, '\uFEFFid: a\nname: A\nsteps:\n  - { id: w, type: wait, for: 1d }\n');
      expect(await testRun(file)).toMatchObject({ status: 'COMPLETED', duration: 86_400_000 });
      expect(await testRun(new URL(`file://${file}`))).toMatchObject({ status: 'COMPLETED' });
      writeFileSync(file, 'id: a\nname: A\nsteps:\n  - { id: w, type: wiat }\n');
      await expect(testRun(file)).rejects.toMatchObject({ message: expect.stringContaining('  4:20 InvalidValue') });
      await expect(testRun(join(folder, 'none.yaml'))).rejects.toMatchObject({ code: 'InvalidValue' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
