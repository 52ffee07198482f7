import picocolors from 'picocolors';
import { expect, it } from 'vitest';

import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import { simulate, type SimulateOptions } from '../../testing/simulate.ts';
import { fails } from '../../testing/mocks/action-mock.ts';
import { renderSimulation } from './render-simulation.ts';
import { waysOn } from './ways-on.ts';

const definition: WorkflowDefinition = {
  id: 'order',
  name: 'Order',
  rollbackOnFailure: true,
  steps: [
    {
      id: 'charge',
      target: 'payments',
      action: 'charge',
      params: { text: 'x'.repeat(100) },
      rollback: { target: 'payments', action: 'refund' },
    },
    { id: 'choose', type: 'if', condition: '$charge.ok', then: [{ id: 'ship', target: 'p', action: 'ship', retry: { maxAttempts: 2 } }] },
    { id: 'review', type: 'approval', approvers: ['ann'] },
  ],
  output: { ok: '$charge.ok' },
};

async function rendered(options: SimulateOptions = {}) {
  const { result, timeline } = await simulate(definition, options);
  const ways = waysOn(result.waiting, result.duration);
  return renderSimulation(
    { file: 'order.yaml', definition, input: { a: 1 }, result, timeline, ways },
    picocolors.createColors(false),
  ).split('\n');
}

it('is a timeline, and how what waits is brought on', async () => {
  expect(await rendered({ at: [{ after: '1s', approve: { by: 'eve' } }] })).toEqual([
    'order  order.yaml  {"a":1}',
    `  0s  ✔ charge       1s  payments.charge {"text":"${'x'.repeat(70)}…`,
    '  1s  ←                  approval by eve was refused',
    '  1s  ✔ choose       1s  if → then',
    '  1s  ✔ choose.ship  1s  p.ship {}',
    '  2s  … review           approval ann',
    'WAITING after 2s · 2 calls',
    '  what came at 1s was refused: no approval waits for a vote',
    '  "review" waits for an approval by ann',
    '    in a run         stepwright approve RUN review --as ann',
    "    in a simulation  --at '{ after: 1h2s, approve: { step: review, by: ann } }'",
    '    or --approve-all',
  ]);
});

it('ends with the output', async () => {
  expect((await rendered({ approveAll: true })).at(-1)).toBe('COMPLETED after 2s · 2 calls · output {"ok":true}');
});

it('ends with the error, what is undone, and that results are made up', async () => {
  const lines = await rendered({ actions: { 'p.ship': fails({ code: 'Lost', message: 'no parcel' }) } });
  expect(lines.slice(1)).toEqual([
    expect.stringContaining('↺ charge'),
    '  1s  ✖ choose           3s  if → then Lost: no parcel',
    '  1s  ✖ choose.ship      3s  p.ship {} 2 attempts Lost: no parcel',
    '  4s  ↺ charge~rollback  1s  payments.refund {}',
    'ROLLED_BACK after 5s · 4 calls',
    '  unknown Lost: no parcel',
    '  results of actions are made up; --actions FILE gives yours',
  ]);
});
