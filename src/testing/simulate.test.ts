import { expect, test } from 'vitest';

import { parseWorkflow } from '../core/definition/load.ts';
import { simulate, type SimulateOptions, type TimelineEntry } from './simulate.ts';

async function simulated(yaml: string, options: SimulateOptions = {}) {
  const { definition, problems } = parseWorkflow(`id: d\nname: D\ninput: true\n${yaml}`, {
    targets: [{ name: 'any', actions: {}, open: true }],
  });
  if (definition === undefined) throw new Error(JSON.stringify(problems));
  return simulate(definition, options);
}

/** `at path type what [branches] duration` of each entry. */
function lines(timeline: readonly TimelineEntry[]): readonly string[] {
  return timeline.map((entry) => {
    switch (entry.kind) {
      case 'step': {
        const branches = entry.branches.length === 0 ? [] : [`[${entry.branches.join(', ')}]`];
        return [entry.at, entry.path, entry.type, entry.status, entry.what ?? '-', ...branches, entry.duration ?? '-'].join(' ');
      }
      case 'rollback':
        return [entry.at, entry.path, entry.what, JSON.stringify(entry.given)].join(' ');
      case 'transition':
        return [entry.at, entry.path, entry.branch].join(' ');
      case 'notice':
        return [entry.at, entry.path, entry.notice].join(' ');
    }
  });
}

test('shows what runs, in which order and how long; calls take a second unless something is known', async () => {
  const { timeline, result } = await simulated(
    `
steps:
  - { id: a, target: any, action: do, params: { n: $n } }
  - id: choose
    type: if
    condition: $a.score > 0.5 && $a.ok
    then: [{ id: b, target: any, action: do, retry: { maxAttempts: 2 } }]
  - { id: late, type: wait, for: 1h }
  - { id: c, target: any, action: do, when: false }
output: $a.name`,
    { input: { n: 1 }, durations: { a: 5000 } },
  );
  expect(result).toMatchObject({ status: 'COMPLETED', output: 'a.name' });
  expect(lines(timeline)).toEqual([
    '0 a action COMPLETED any.do 5000',
    '5000 choose if COMPLETED - [then] 1000',
    '5000 choose.b action COMPLETED any.do 1000',
    '6000 late wait COMPLETED - 3600000',
    '3606000 c action SKIPPED - -',
  ]);
  expect(timeline[0]).toMatchObject({ given: { n: 1 } });
});

test('mocks give what actions give, and take their own time', async () => {
  const { timeline, result } = await simulated('steps: [{ id: a, target: any, action: do }]', {
    actions: { 'any.do': (_params, { sleep }) => sleep(2000).then(() => 7) },
    durations: { a: 9000 },
  });
  expect(result.output).toEqual({ a: 7 });
  expect(lines(timeline)).toEqual(['0 a action COMPLETED any.do 2000']);
});

const OUTSIDE = `
steps:
  - { id: review, type: approval, approvers: ["role:finance", ann], quorum: 2, timeout: 30d, form: { type: object, required: [budget], properties: { budget: { enum: [IT] } } } }
  - { id: paid, type: event, event: payment, timeout: 1d }
`;

test('stops where only the outside can go on: time limits do not run out', async () => {
  const { timeline, result } = await simulated(OUTSIDE);
  expect(result).toMatchObject({ status: 'RUNNING', duration: 0, waiting: [{ for: 'approval', path: 'review' }] });
  expect(lines(timeline)).toEqual(['0 review approval WAITING role:finance, ann -']);
});

test('approves everything when asked to, by as many as it takes and with a form', async () => {
  const { timeline, result } = await simulated(OUTSIDE, { approveAll: true, at: [{ after: '1h', event: { type: 'payment' } }] });
  expect(result).toMatchObject({ status: 'COMPLETED', output: { review: { form: { budget: 'IT' } } }, messages: [{ at: 3_600_000 }] });
  expect(lines(timeline)).toEqual([
    '0 review approval COMPLETED role:finance, ann [approved] 0',
    '0 review approval by ann',
    '0 review approval by approver-2',
    '0 paid event COMPLETED payment [event] 3600000',
    '3600000  event payment was taken',
  ]);
});

test('shows transitions, children, events that are sent, and what is undone', async () => {
  const { timeline } = await simulated(
    `
initial: one
states:
  one:
    entry: [{ id: ship, type: workflow, workflow: ship-order, input: { a: 1 } }, { id: tell, type: emit, event: told, data: { parcel: $ship.parcel }, to: { key: shop } }]
    always: { target: two, when: $run.id != null }
  two: { type: final }`,
  );
  expect(lines(timeline)).toEqual([
    '0 one.ship workflow COMPLETED ship-order 1000',
    '1000 one.tell emit COMPLETED told 0',
    '1000 one always → two',
  ]);
  expect(timeline[1]).toMatchObject({ given: { parcel: 'ship.parcel' } });
  const undone = await simulated(`
rollbackOnFailure: true
steps:
  - { id: a, target: any, action: do, rollback: { target: any, action: undo, params: { id: $a.id } } }
  - { id: f, type: fail, error: x }`);
  expect(lines(undone.timeline)).toEqual([
    '0 a action ROLLED_BACK any.do 1000',
    '1000 f fail FAILED - 0',
    '1000 a~rollback any.undo {"id":"a.id"}',
  ]);
});
