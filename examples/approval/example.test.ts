import type { Run } from 'stepwright';
import { expect, it } from 'vitest';

import { beside, exampleRun, recordsOf, rowsOf } from '../example-run.ts';

const example = exampleRun();
const file = beside(import.meta.url, 'approval.workflow.yaml');

/** A request of which somebody has to decide. */
async function asked(request: string, more: Readonly<Record<string, unknown>> = {}): Promise<Run> {
  const run = await example.stepwright.start(file, { request, item: 'Chairs', amount: 500, ...more });
  for await (const { type, path } of run.events()) if (type === 'step:waiting' && path === 'decide') break;
  return run;
}

const ordersOf = (request: string): readonly string[] =>
  example.exists('sheets/orders.csv') ? rowsOf(example.read('sheets/orders.csv')).filter((row) => row.startsWith(request)) : [];

it('buys what was approved, once the goods are there', async () => {
  const run = await asked('PR-1');
  await expect(run.approve('decide', { as: 'ada', form: { budget: 'Garden' } })).rejects.toMatchObject({ code: 'InvalidInput' });
  await expect(run.approve('decide', { as: 'eve', form: { budget: 'IT' } })).rejects.toMatchObject({ code: 'NotAnApprover' });
  // Half of the goods come early, and twice.
  await run.event('goods.delivered', { complete: false }, { id: 'parcel-1' });
  await run.event('goods.delivered', { complete: false }, { id: 'parcel-1' });
  await run.approve('decide', { as: 'eve', roles: ['manager'], form: { budget: 'IT' } });
  const { runs } = await example.stepwright.event('goods.delivered', { complete: true, by: 'Grace' }, { key: 'PR-1' });
  expect(runs).toEqual([run.id]);
  expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { bought: true, budget: 'IT', receivedBy: 'Grace' } });
  expect(ordersOf('PR-1')).toContain(`PR-1,Chairs,IT,${run.id}/order`);
  const messages = recordsOf(example.read('slack/purchases.jsonl')).map(({ message }) => message);
  expect(messages).toContain(`Chairs for 500? stepwright approve ${run.id} decide`);
});

it('buys nothing that was rejected', async () => {
  const run = await asked('PR-2');
  await run.reject('decide', { as: 'ada', comment: 'we have enough' });
  expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { bought: false } });
  expect(ordersOf('PR-2')).toEqual([]);
});

it('asks a director when nobody decides, and takes their silence for a no', async () => {
  const run = await asked('PR-3', { decideWithin: '2s' });
  for await (const { notice } of run.events()) if (notice === 'the approval was escalated') break;
  expect(await run.tasks()).toMatchObject([{ path: 'decide', approvers: ['role:director'], prompt: 'Buy Chairs for 500?' }]);
  expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { bought: false } });
});

it('takes the order back when the goods do not arrive', async () => {
  const run = await asked('PR-4', { deliverWithin: '100ms' });
  await run.approve('decide', { as: 'ada', form: { budget: 'Office' } });
  expect(await run.result()).toMatchObject({ status: 'ROLLED_BACK', failure: { code: 'NotDelivered' } });
  expect(ordersOf('PR-4')).toEqual([]);
});
