import type { ActionStep } from '../../src/core/definition/steps/action.ts';
import type { Step } from '../../src/core/definition/step.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import type { WorkflowStatus } from '../../src/core/run/status.ts';

/** A definition, and what becomes of each run of it, whatever happens to the machines. */
export interface Scenario {
  readonly definition: WorkflowDefinition;
  /** How a run ends. */
  readonly status: WorkflowStatus;
  /** What it has done by then, in any order. */
  readonly effects: readonly string[];
  /** What people do meanwhile. */
  readonly people?: 'send-events' | 'approve' | 'replay-parked' | 'replay-dead';
}

type More = Partial<Omit<ActionStep, 'id' | 'type'>>;

/** The effect of a step, known by the run and a name of its own. */
function effect(id: string, name = id, { params, ...more }: More = {}): Step {
  return { id, target: 'chaos', action: 'effect', params: { name: `$run.id/${name}`, ...(params as object) }, ...more };
}

const RETRY = { maxAttempts: 5, strategy: 'fixed', baseDelay: '300ms' } as const;
const letters = (length: number) => Array.from({ length }, (_, i) => String.fromCodePoint(97 + i));

function scenario(
  id: string,
  steps: readonly Step[],
  {
    status = 'COMPLETED',
    effects,
    people,
    ...more
  }: Partial<WorkflowDefinition> & Pick<Scenario, 'effects' | 'people'> & { status?: WorkflowStatus },
): Scenario {
  const definition = { id, name: id, version: '1.0.0', steps, ...more };
  return { definition, status, effects, ...(people === undefined ? {} : { people }) };
}

/** With a rollback that is an effect too. */
const undoable = (id: string): Step =>
  effect(id, id, { rollback: { target: 'chaos', action: 'effect', params: { name: `$run.id/undo-${id}` } } });

export const SCENARIOS: readonly Scenario[] = [
  scenario(
    'sequence',
    letters(5).map((id) => effect(id)),
    { effects: letters(5) },
  ),
  scenario(
    'graph',
    [
      effect('a'),
      effect('b', 'b', { dependsOn: ['a'] }),
      effect('c', 'c', { dependsOn: ['a'] }),
      effect('d', 'd', { dependsOn: ['b', 'c'] }),
      effect('e'),
    ],
    { effects: letters(5), mode: 'graph' },
  ),
  scenario(
    'for-each',
    [
      {
        id: 'all',
        type: 'forEach',
        items: '${ range(0, 8) }',
        parallel: true,
        maxConcurrency: 3,
        steps: [effect('one', 'one-$index'), effect('two', 'two-$index')],
      },
    ],
    { effects: Array.from({ length: 8 }, (_, i) => [`one-${i}`, `two-${i}`]).flat() },
  ),
  scenario(
    'branches',
    [{ id: 'both', type: 'parallel', branches: { left: [effect('a'), effect('b')], right: [effect('c'), effect('d')] } }, effect('e')],
    { effects: letters(5) },
  ),
  scenario('saga', [undoable('a'), undoable('b'), undoable('c'), { id: 'stop', type: 'fail', error: 'no more' }], {
    status: 'ROLLED_BACK',
    effects: [...letters(3), ...letters(3).map((id) => `undo-${id}`), 'last'],
    rollbackOnFailure: true,
    finally: [effect('last')],
  }),
  scenario(
    'retries',
    [
      effect('a', 'a', { params: { failures: 3 }, retry: RETRY }),
      effect('b', 'b', { params: { failures: 2, afterwards: true }, retry: RETRY }),
      effect('c'),
    ],
    { effects: letters(3) },
  ),
  scenario('wait', [effect('a'), { id: 'w', type: 'wait', for: '2s' }, effect('b')], { effects: letters(2) }),
  scenario(
    'events',
    [
      { id: 'first', type: 'event', event: 'go' },
      effect('a', 'first-$first.n'),
      { id: 'second', type: 'event', event: 'go' },
      effect('b', 'second-$second.n'),
    ],
    { effects: ['first-1', 'second-2'], people: 'send-events' },
  ),
  scenario('approval', [effect('a'), { id: 'ok', type: 'approval', approvers: ['ada'] }, effect('b', 'approved-$ok.approved')], {
    effects: ['a', 'approved-true'],
    people: 'approve',
  }),
  scenario(
    'child',
    [
      effect('a'),
      {
        id: 'sub',
        type: 'workflow',
        input: { root: '$run.id' },
        workflow: {
          id: 'sub',
          name: 'Sub',
          steps: letters(2).map((id) => effect(id, id, { params: { name: `$root/sub-${id}` } })),
        },
      },
      effect('b'),
    ],
    { effects: ['a', 'sub-a', 'sub-b', 'b'] },
  ),
  scenario('dead-letter', [effect('a'), effect('b', 'b', { params: { broken: true }, onExhausted: 'dead-letter' })], {
    status: 'FAILED',
    effects: letters(2),
    people: 'replay-dead',
  }),
  scenario('parked', [effect('a'), effect('b', 'b', { params: { broken: true }, onExhausted: 'park' }), effect('c')], {
    effects: letters(3),
    people: 'replay-parked',
  }),
  scenario('while', [{ id: 'loop', type: 'while', condition: '$index < 4', steps: [effect('a', 'a-$index')] }, effect('b')], {
    effects: ['a-0', 'a-1', 'a-2', 'a-3', 'b'],
  }),
  {
    definition: {
      id: 'machine',
      name: 'machine',
      version: '1.0.0',
      initial: 'first',
      states: {
        first: { entry: [effect('a')], exit: [effect('b')], after: { '1s': 'second' } },
        second: { entry: [effect('c')], always: 'last' },
        last: { entry: [effect('d')], type: 'final' },
      },
    },
    status: 'COMPLETED',
    effects: letters(4),
  },
];
