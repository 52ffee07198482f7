import { expect, test } from 'vitest';

import type { Step } from '../../core/definition/step.ts';
import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import { testRun } from '../test-run.ts';
import { fails, sequence, takes } from './action-mock.ts';

function definition(steps: readonly Step[], more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return { id: 'order', name: 'Order', steps, ...more };
}

const CHARGE: Step = { id: 'charge', target: 'payments', action: 'charge', params: { amount: '$amount' } };
const NOTIFY: Step = { id: 'notify', target: 'slack', action: 'send_notification', params: { channel: 'c' } };

const retried: Step = { ...CHARGE, retry: { maxAttempts: 5, baseDelay: '1s' } };
const input = { amount: 1 };

test('a mock fails so many times and then answers', async () => {
  const actions = { 'payments.charge': fails({ code: 'Busy', class: 'transient', times: 2, then: { id: 9 } }) };
  const result = await testRun(definition([retried]), { input, actions });
  expect(result.output).toEqual({ charge: { id: 9 } });
  expect(result.calls.map(({ attempt, at, failure }) => [attempt, at, failure?.code])).toEqual([
    [1, 0, 'Busy'],
    [2, 1000, 'Busy'],
    [3, 3000, undefined],
  ]);
  expect((await testRun(definition([retried]), { input, actions })).calls).toHaveLength(3);
});

test('answers come in turn, the last one for all that follow', async () => {
  const steps: readonly Step[] = [
    { id: 'all', type: 'forEach', items: [1, 2, 3, 4], as: 'n', steps: [{ id: 'one', target: 't', action: 'do', params: { n: '$n' } }] },
  ];
  const answers = sequence('a', fails({ times: 1 }), ({ n }) => `f${String(n)}`);
  expect((await testRun(definition([{ ...steps[0], onError: 'continue' } as Step]), { actions: { 't.do': answers } })).output.all).toEqual([
    'a',
    { index: 1, error: expect.objectContaining({ code: 'Failed', message: 'the mock of all[1].one fails' }) },
    'f3',
    'f4',
  ]);
});

test('mocks take time, so that limits pass', async () => {
  const actions = { 'payments.charge': takes('1h', { id: 1 }) };
  expect(await testRun(definition([{ ...CHARGE, timeout: '10m' }]), { input, actions })).toMatchObject({
    status: 'FAILED',
    failure: { class: 'timeout' },
    duration: 600_000,
  });
  expect(() => takes('soon', 1)).toThrow('takes: "soon" is not a duration');
});

test('a call without a mock ends the test, with the mock to add', async () => {
  await expect(testRun(definition([{ id: 't', type: 'try', steps: [NOTIFY], catch: [{ steps: [] }] }]))).rejects.toMatchObject({
    code: 'MissingMock',
    message:
      '"t.notify" calls slack.send_notification, which has no mock. Add one to `actions`:\n' +
      '  "slack.send_notification": {"channel":"channel","ts":"ts","url":"url"}',
  });
  await expect(testRun(definition([{ id: 'ship', type: 'workflow', workflow: 'ship-order' }]))).rejects.toMatchObject({
    message: expect.stringContaining('"ship" starts ship-order, which has no mock. Add one to `workflows`'),
  });
});

test('a name that is no action is refused', async () => {
  await expect(testRun(definition([NOTIFY]), { actions: { charge: 1 } })).rejects.toMatchObject({ code: 'InvalidValue' });
});

test('echo answers with the params, what the schema describes, and what others read', async () => {
  const steps: readonly Step[] = [
    CHARGE,
    { id: 'post', target: 'slack', action: 'send_notification', params: { channel: 'sales' } },
    { id: 'say', type: 'set', values: { text: '$charge.id $charge.card.brand $charge.amount' } },
  ];
  const result = await testRun(definition(steps), { input, unmocked: 'echo' });
  expect(result.output).toEqual({
    charge: { id: 'charge.id', card: { brand: 'charge.card.brand' }, amount: 1 },
    post: { channel: 'sales', ts: 'ts', url: 'url' },
    say: { text: 'charge.id charge.card.brand 1' },
  });
});
