import { expect, test } from 'vitest';

import type { Step } from '../../core/definition/step.ts';
import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import { testRun } from '../test-run.ts';
import { fails, sequence } from './action-mock.ts';

function definition(steps: readonly Step[], more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return { id: 'order', name: 'Order', steps, ...more };
}

const CHARGE: Step = { id: 'charge', target: 'payments', action: 'charge', params: { amount: '$amount' } };

const SHIP: Step & { readonly type: 'workflow' } = {
  id: 'ship',
  type: 'workflow',
  workflow: 'ship-order',
  input: { order: '$order' },
  retry: { maxAttempts: 2 },
};

test('child runs are mocked by the id of their definition', async () => {
  const result = await testRun(definition([SHIP]), {
    input: { order: 'O-1' },
    workflows: { 'ship-order': sequence(fails({ class: 'transient' }), ({ order }) => ({ parcel: `P-${String(order)}` })) },
  });
  expect(result.output).toEqual({ ship: { parcel: 'P-O-1' } });
  expect(result.children).toMatchObject([
    { path: 'ship', workflow: 'ship-order', input: { order: 'O-1' }, at: 0 },
    { path: 'ship#2', at: 1000 },
  ]);
  expect(result.calls).toEqual([]);
  expect(result.executions.map(({ path }) => path)).toEqual(['ship']);
  expect(result.coverage.map((each) => each.definition)).toEqual(['order']);
});

test('child runs run when their definition is given; their paths begin with the step', async () => {
  const child = definition(
    [
      { ...CHARGE, params: {}, rollback: { target: 'payments', action: 'refund' } },
      { id: 'go', type: 'event', event: 'go' },
    ],
    {
      id: 'ship-order',
    },
  );
  const result = await testRun(definition([SHIP, { id: 'f', type: 'fail', error: 'x' }], { rollbackOnFailure: true }), {
    input: { order: 1 },
    definitions: [child],
    actions: { 'payments.charge': { id: 1 }, 'payments.refund': null },
    at: [{ after: '1h', to: 'ship', event: { type: 'go' } }],
  });
  expect(result).toMatchObject({ status: 'ROLLED_BACK', duration: 3_600_000, rolledBack: ['ship/charge', 'ship'] });
  expect(result.calls.map(({ path }) => path)).toEqual(['ship/charge', 'ship/charge~rollback']);
  expect(result.executions.map(({ path, status }) => `${path} ${status}`)).toEqual([
    'ship ROLLED_BACK',
    'ship/charge ROLLED_BACK',
    'ship/go COMPLETED',
    'f FAILED',
  ]);
});

test('runs that onComplete starts need no mock', async () => {
  const result = await testRun(definition([{ id: 's', type: 'set', values: {} }], { onComplete: [{ workflow: 'bill', input: { a: 1 } }] }));
  expect(result).toMatchObject({
    status: 'COMPLETED',
    chained: [{ workflow: 'bill' }],
    children: [{ path: 'onComplete.0', input: { a: 1 } }],
  });
});

test('events that leave the world are noted, those for a run in it arrive', async () => {
  const emit: Step = { id: 'tell', type: 'emit', event: 'done', data: { a: 1 }, to: { key: 'K' } };
  const result = await testRun(definition([emit, { id: 'got', type: 'event', event: 'done' }]), { key: 'K' });
  expect(result).toMatchObject({ status: 'COMPLETED', output: { got: { a: 1 } } });
  const outside = await testRun(definition([emit]));
  expect(outside.emitted).toMatchObject([{ path: 'tell', event: { type: 'done', data: { a: 1 } }, to: { key: 'K' }, at: 0 }]);
  expect(outside.calls).toEqual([]);
});

test('of several versions the highest of a range is taken, and none that is not in it', async () => {
  const definitions = ['1.0.0', '1.2.0', '2.0.0'].map((version) =>
    definition([{ id: 'v', type: 'set', values: { version } }], { id: 'ship-order', version, output: version }),
  );
  const ran = async (workflow: string) => testRun(definition([{ ...SHIP, workflow }]), { input: { order: 1 }, definitions });
  expect((await ran('ship-order@^1')).output).toEqual({ ship: '1.2.0' });
  expect((await ran('ship-order@1.0.0')).output).toEqual({ ship: '1.0.0' });
  expect((await ran('ship-order')).output).toEqual({ ship: '2.0.0' });
  await expect(ran('ship-order@^3')).rejects.toMatchObject({ code: 'MissingMock' });
});
