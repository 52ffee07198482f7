import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { WorkflowHandle } from '@temporalio/client';
import { parse } from 'yaml';

import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { present } from '../../src/core/present.ts';
import { QUERIES, SIGNALS } from '../../src/core/run/wire.ts';
import { BESIDE } from './beside-scenarios.ts';

/** One run whose history is kept. */
export interface Scenario {
  /** Name of the history's file, and the run id. */
  readonly name: string;
  readonly definition: WorkflowDefinition;
  readonly input?: Readonly<Record<string, unknown>>;
  /** What a person does to the run; `held` resolves when a held action has begun. */
  readonly steer?: (run: WorkflowHandle, held: Promise<unknown>) => Promise<void>;
  /** Goes on in fresh histories: each of them is kept. */
  readonly handsOver?: true;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Inputs of the examples: each example has at least one. */
const EXAMPLE_INPUTS: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>> = {
  approval: { '': { request: 'PR-1', item: 'Chairs', amount: 500, decideWithin: '50ms' } },
  batch: {
    '': {
      payouts: [
        { id: 'p1', amount: 10, currency: 'EUR' },
        { id: 'p2', amount: 0, currency: 'EUR' },
      ],
    },
  },
  express: { '': { name: 'ada', limit: 500 } },
  ticket: { '': { ticket: 'T-7', customer: 'ada@example.com' } },
  builder: { '': { orderId: 'ORD-1', sku: 'A-1', quantity: 10 } },
  cpu: { '': { bounds: [10, 100] } },
  'custom-target': { '': { customer: 'Ada', price: 100, currency: 'USD' } },
  'data-check': {
    '': { order: { id: 'ORD-7', email: 'ada@example.com', lines: [{ sku: 'A', quantity: 2, price: 5 }] } },
    gift: { order: { id: 'ORD-8', email: 'ada@example.com', lines: [{ sku: 'A', quantity: 2, price: 0 }] } },
    refused: { order: { id: '7', email: 'nobody', lines: [] } },
  },
  'fan-out': { '': {}, 'without-south': { southIsDown: true } },
  invoice: { '': { document: 'a small text', number: '2025-001', vendor: 'Acme', amount: 1500, dueDate: '2025-02-15' } },
  demo: { '': {} },
  reminder: { '': { email: 'ada@example.com', remindAfter: '50ms', trialEnds: '2020-01-01T00:00:00Z' } },
  routing: { '': { subject: 'Data loss after update', category: 'bug', customer: { name: 'Acme', plan: 'enterprise' } } },
  saga: { '': { traveller: 'Ada' }, 'rolled-back': { traveller: 'Ada', cardWorks: false } },
};

/** What the outside does in an example. */
const EXAMPLE_STEER: Readonly<Record<string, NonNullable<Scenario['steer']>>> = {
  express: async (run) => {
    let waiting: readonly unknown[] = [];
    while (waiting.length === 0) waiting = await run.query<readonly unknown[]>(QUERIES.tasks);
    await run.signal(SIGNALS.approve, { step: 'decide', by: 'ada' });
  },
  ticket: async (run) => {
    await run.signal(SIGNALS.event, { type: 'comment', id: 'first', data: { text: 'any news?' } });
    await run.signal(SIGNALS.event, { type: 'answer', id: 'second', data: { solved: true } });
  },
};

/** Folders of examples that hold a definition. */
export function examples(): readonly string[] {
  return readdirSync(join(ROOT, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && definitionFile(entry.name) !== undefined)
    .map((entry) => entry.name);
}

function definitionFile(example: string): string | undefined {
  return readdirSync(join(ROOT, 'examples', example)).find((file) => file.endsWith('.workflow.yaml'));
}

export function sourceD(): readonly string[] {
  return readdirSync(join(ROOT, 'test/fixtures/source-d'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));
}

/** Everything that has a history, in the order of its names. */
export function scenarios(): readonly Scenario[] {
  return [...examples().flatMap(ofExample), ...sourceD().map(ofSourceD), ...OWN, ...BESIDE];
}

function ofExample(example: string): readonly Scenario[] {
  const text = readFileSync(join(ROOT, 'examples', example, definitionFile(example) ?? ''), 'utf8');
  const definition = parse(text) as WorkflowDefinition;
  return Object.entries(EXAMPLE_INPUTS[example] ?? { '': {} }).map(([variant, input]) => ({
    name: `example-${example}${variant === '' ? '' : `-${variant}`}`,
    definition,
    input,
    ...present({ steer: EXAMPLE_STEER[example] }),
  }));
}

function ofSourceD(name: string): Scenario {
  const definition = JSON.parse(readFileSync(join(ROOT, 'test/fixtures/source-d', `${name}.json`), 'utf8')) as WorkflowDefinition;
  return { name: `source-d-${name}`, definition, input: { orderId: 'ORD-1' } };
}

const UNDO = { target: 'probe', action: 'undo', params: {} } as const;

/** What neither examples nor source D do: a person's hand on the run, time limits, other orders. */
const OWN: readonly Scenario[] = [
  {
    name: 'cancelled',
    definition: {
      id: 'cancelled',
      name: 'Cancelled',
      rollbackOnFailure: true,
      steps: [
        { id: 'a', target: 'util', action: 'echo', params: { n: 1 }, rollback: UNDO },
        { id: 'b', target: 'probe', action: 'hold' },
      ],
    },
    steer: async (run, held) => {
      await held;
      await run.signal(SIGNALS.cancel, { reason: 'not needed' });
    },
  },
  {
    name: 'cancelled-by-temporal',
    definition: { id: 'cancelled-by-temporal', name: 'Cancelled by Temporal', steps: [{ id: 'b', target: 'probe', action: 'hold' }] },
    steer: async (run, held) => {
      await held;
      await run.cancel();
    },
  },
  {
    name: 'checkpoint',
    definition: {
      id: 'checkpoint',
      name: 'Checkpoint',
      steps: [
        { id: 'a', target: 'util', action: 'echo', params: { n: 1 }, rollback: UNDO },
        { id: 'each', type: 'forEach', items: [1, 2], steps: [{ id: 'mark', type: 'checkpoint' }] },
        { id: 'b', target: 'util', action: 'flaky', params: { failures: 1 } },
      ],
    },
  },
  {
    name: 'paused',
    definition: {
      id: 'paused',
      name: 'Paused',
      steps: [
        { id: 'wait', type: 'wait', for: '300ms' },
        { id: 'a', target: 'util', action: 'echo', params: { at: '$run.now' } },
      ],
    },
    steer: async (run) => {
      await run.signal(SIGNALS.pause);
      await run.signal(SIGNALS.resume);
    },
  },
  {
    name: 'timed-out',
    definition: {
      id: 'timed-out',
      name: 'Timed out',
      steps: [
        {
          id: 'block',
          type: 'if',
          condition: 'true',
          timeout: '300ms',
          optional: true,
          then: [{ id: 'h', target: 'probe', action: 'hold' }],
        },
        { id: 'long', type: 'wait', for: '1h', timeout: '50ms', optional: true },
        { id: 'a', target: 'util', action: 'echo', params: { block: '$block' } },
      ],
    },
  },
  {
    name: 'workflow-timed-out',
    definition: {
      id: 'workflow-timed-out',
      name: 'Workflow timed out',
      timeout: '300ms',
      rollbackOnFailure: true,
      steps: [
        { id: 'a', target: 'util', action: 'echo', params: {}, rollback: UNDO },
        { id: 'b', type: 'wait', for: '1h' },
      ],
    },
  },
  {
    name: 'graph-rolled-back',
    definition: {
      id: 'graph-rolled-back',
      name: 'Graph rolled back',
      mode: 'graph',
      maxConcurrency: 2,
      rollbackOnFailure: true,
      steps: [
        { id: 'end', type: 'fail', error: 'no', dependsOn: ['left', 'right'] },
        { id: 'left', target: 'util', action: 'echo', params: { got: '$root.n' }, rollback: UNDO },
        { id: 'right', target: 'util', action: 'echo', params: { got: '$root.n' }, rollback: UNDO },
        { id: 'root', target: 'util', action: 'echo', params: { n: 1 }, rollback: UNDO },
        { id: 'alone', target: 'util', action: 'flaky', params: { failures: 1 }, retry: { maxAttempts: 2, baseDelay: 1 } },
      ],
    },
  },
  {
    name: 'object-order',
    definition: {
      id: 'object-order',
      name: 'Object order',
      steps: [
        {
          id: 'each',
          type: 'forEach',
          items: '${ entries($prices) }',
          steps: [{ id: 'say', target: 'util', action: 'echo', params: { said: '$item.key costs $item.value' } }],
        },
      ],
    },
    input: { prices: { b: 2, '10': 10, a: 1, '9': 9 } },
  },
  {
    name: 'handed-over',
    handsOver: true,
    definition: {
      id: 'handed-over',
      name: 'Handed over',
      rollbackOnFailure: true,
      steps: [
        { id: 'first', target: 'util', action: 'echo', params: { n: 1 }, rollback: UNDO },
        { id: 'begin', type: 'set', values: { sum: 0 } },
        {
          id: 'each',
          type: 'while',
          condition: '$index < 10',
          steps: [
            { id: 'call', target: 'util', action: 'echo', params: { n: '$index' } },
            { id: 'add', type: 'set', values: { sum: '${ $sum + $call.n }' } },
          ],
        },
        { id: 'answer', type: 'event', event: 'answer' },
        {
          id: 'fork',
          type: 'parallel',
          branches: {
            left: [{ id: 'l', target: 'util', action: 'echo', params: { sum: '$sum' } }],
            right: [
              { id: 'w', type: 'wait', for: '50ms' },
              { id: 'r', target: 'util', action: 'echo', params: { answer: '$answer' } },
            ],
          },
        },
        { id: 'end', type: 'fail', error: 'so that the first is undone' },
      ],
    },
    steer: (run) => run.signal(SIGNALS.event, { type: 'answer', id: 'early', data: 'yes' }),
  },
  {
    name: 'machine-handed-over',
    handsOver: true,
    definition: {
      id: 'machine-handed-over',
      name: 'Machine, handed over',
      initial: 'work',
      states: {
        work: {
          entry: [
            { id: 'call', target: 'util', action: 'echo', params: { round: '${ default($round, 0) + 1 }' } },
            { id: 'keep', type: 'set', values: { round: '$call.round' } },
          ],
          always: [{ when: '$round < 10', target: 'work' }, { target: 'asked' }],
        },
        asked: { on: { answer: { target: 'done', steps: [{ id: 'said', type: 'set', values: { said: '$event.data' } }] } } },
        done: { type: 'final', output: ['$round', '$said'] },
      },
    },
    steer: (run) => run.signal(SIGNALS.event, { type: 'answer', id: 'early', data: 'yes' }),
  },
];
