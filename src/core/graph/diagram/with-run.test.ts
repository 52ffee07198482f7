import { describe, expect, test } from 'vitest';

import type { Step } from '../../definition/step.ts';
import type { WorkflowDefinition } from '../../definition/workflow-definition.ts';
import { nodesOf, step } from '../../../../test/helpers/diagrams.ts';
import { startInMemory } from '../../../testing/start-in-memory.ts';
import { diagramOf } from './diagram-of.ts';
import type { Diagram } from './diagram.ts';
import { withRun, type RunFacts, type StepFact } from './with-run.ts';

const call = (id: string, more: object = {}): Step => step(id, { target: 't', action: id, ...more });
const LOOP: WorkflowDefinition = {
  id: 'w',
  name: 'W',
  steps: [call('a'), { id: 'loop', type: 'forEach', items: '$orders', steps: [call('b')] }, call('c')],
};
const drawn = (facts: RunFacts, definition = LOOP): Diagram => withRun(diagramOf(definition), facts);
const fact = (path: string, status: StepFact['status'], more: Partial<StepFact> = {}): StepFact => ({
  path,
  stepId: path.replace(/^.*\./, ''),
  status,
  ...more,
});

/** What the run did, by the nodes that tell of it. */
function runs(diagram: Diagram): Readonly<Record<string, unknown>> {
  return Object.fromEntries(nodesOf(diagram).flatMap(({ id, run }) => (run === undefined ? [] : [[id, [run.status, ...run.notes]]])));
}

describe('withRun', () => {
  test('puts status, attempts and duration on a step, and PENDING where the run has not come by', () => {
    const facts = { steps: [fact('a', 'COMPLETED', { attempts: 3, duration: 1234 }), fact('loop', 'RUNNING', { attempts: 0 })] };
    expect(runs(drawn(facts))).toEqual({
      a: ['COMPLETED', 'COMPLETED · 1.2 s · 3 attempts'],
      loop: ['RUNNING', 'RUNNING'],
      b: ['PENDING'],
      c: ['PENDING'],
    });
  });

  test('says of which run', () => {
    expect(drawn({ runId: 'order-1', status: 'FAILED', duration: 142 }).subtitle).toBe('order-1 · FAILED · 142 ms');
    expect(drawn({}).subtitle).toBe('');
  });

  test('counts the iterations of a loop by how they ended', () => {
    const steps = [
      fact('loop[0].b', 'COMPLETED', { duration: 100 }),
      fact('loop[1].b', 'FAILED', { duration: 50, attempts: 2 }),
      fact('loop[2].b', 'COMPLETED', { duration: 200 }),
      fact('loop[3].b', 'SKIPPED'),
    ];
    expect(runs(drawn({ steps }))['b']).toEqual([
      'FAILED',
      '1 × FAILED · Ø 50 ms',
      '2 × COMPLETED · Ø 150 ms',
      '1 × SKIPPED',
      '2 attempts at most',
    ]);
  });

  test('where the run is comes before what went wrong', () => {
    const steps = [fact('loop[0].b', 'FAILED'), fact('loop[1].b', 'RETRYING'), fact('loop[2].b', 'COMPLETED')];
    expect(runs(drawn({ steps }))['b']).toEqual(['RETRYING', '1 × RETRYING', '1 × FAILED', '1 × COMPLETED']);
  });

  test('of several passes or visits the last gives the colour', () => {
    const steps = [fact('sync.a', 'FAILED'), fact('sync#2.a', 'FAILED'), fact('sync#3.a', 'COMPLETED')];
    expect(runs(drawn({ steps }))['a']).toEqual(['COMPLETED', '2 × FAILED', '1 × COMPLETED']);
  });

  test('reads events, which tell of every iteration; the record of a step stands above them', () => {
    const events = [
      { status: 'RUNNING' as const },
      { path: 'a', stepId: 'a', status: 'RUNNING' as const },
      { path: 'a', stepId: 'a', status: 'COMPLETED' as const, attempts: 2, duration: 30 },
      { path: 'a', stepId: 'a', status: 'ROLLED_BACK' as const },
      ...[0, 1, 2].map((i) => ({ path: `loop[${i}].b`, stepId: 'b', status: 'COMPLETED' as const, duration: 10 })),
      { path: 'c', stepId: 'c', status: 'RUNNING' as const },
    ];
    expect(runs(drawn({ events, steps: [fact('c', 'RETRYING', { attempts: 4 })] }))).toEqual({
      a: ['ROLLED_BACK', 'ROLLED_BACK · 30 ms · 2 attempts'],
      loop: ['PENDING'],
      b: ['COMPLETED', '3 × COMPLETED · Ø 10 ms'],
      c: ['RETRYING', 'RETRYING · 4 attempts'],
    });
  });

  test('says what could not be undone', () => {
    const facts = { steps: [fact('a', 'COMPLETED')], rollbackErrors: [{ stepId: 'a' }] };
    expect(runs(drawn(facts))['a']).toEqual(['COMPLETED', 'COMPLETED', 'could not be undone']);
  });

  test("leaves an inline child's steps alone: it is a run of its own", () => {
    const child: Step = { id: 'w', type: 'workflow', workflow: { id: 'x', name: 'X', steps: [call('a')] } };
    expect(runs(drawn({ steps: [fact('a', 'COMPLETED')] }, { id: 'p', name: 'P', steps: [call('a'), child] }))).toEqual({
      a: ['COMPLETED', 'COMPLETED'],
      w: ['PENDING'],
    });
  });

  test('a hundred thousand executions are no matter', () => {
    const steps = Array.from({ length: 100_000 }, (_, i) => fact(`loop[${i}].b`, 'COMPLETED', { duration: 1 }));
    expect(runs(drawn({ steps }))['b']).toEqual(['COMPLETED', '100000 × COMPLETED · Ø 1 ms']);
  });
});

test('a run as the interpreter tells it', async () => {
  const definition: WorkflowDefinition = {
    id: 'trip',
    name: 'Trip',
    rollbackOnFailure: true,
    steps: [
      call('hotel', { rollback: { target: 't', action: 'undo' } }),
      { id: 'which', type: 'if', condition: 'true', then: [call('pay', { retryCount: 1 })], else: [call('free')] },
      call('tell'),
    ],
  };
  const fails = () => {
    throw new Error('no money');
  };
  const run = startInMemory(definition, { actions: { 't.hotel': () => ({}), 't.undo': () => ({}), 't.pay': fails } });
  const result = await run.result;
  const expected = {
    hotel: ['ROLLED_BACK', 'ROLLED_BACK · 0 ms'],
    which: ['FAILED', 'FAILED · 1.0 s'],
    pay: ['FAILED', 'FAILED · 1.0 s · 2 attempts'],
    free: ['PENDING'],
    tell: ['PENDING'],
  };
  expect(runs(drawn(result, definition))).toEqual(expected);
  expect(runs(drawn(run.control.state(), definition))).toEqual(expected);
  expect(runs(drawn({ events: run.control.trail(0).entries }, definition))).toEqual(expected);
  expect(drawn(result, definition).subtitle).toBe('in-memory · ROLLED_BACK · 1.0 s');
});
