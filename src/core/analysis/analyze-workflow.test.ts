import { describe, expect, test } from 'vitest';
import type { Step } from '../definition/step.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { analyzeWorkflow, type AnalyzeOptions } from './analyze-workflow.ts';

const call = (id: string, params: Record<string, unknown> = {}): Step => ({ id, target: 'util', action: 'echo', params });
const definition = (steps: readonly Step[], more: Partial<WorkflowDefinition> = {}): WorkflowDefinition => ({
  id: 'w',
  name: 'W',
  steps,
  ...more,
});
/** How long one step is thought to take, where every call takes a second. */
const duration = (step: Step, known: AnalyzeOptions = {}) => {
  const { steps, assumptions } = analyzeWorkflow(definition([step]), known);
  return { ms: steps[0]?.duration, assumptions: assumptions.filter((each) => !each.startsWith('no durations')) };
};

const order = definition([
  call('check'),
  call('stock'),
  call('charge', { x: '$check.ok' }),
  { id: 'note', type: 'set', values: { paid: '$charge.amount' } },
  call('ship', { x: '$stock.place', y: '$paid' }),
]);

describe('analyzeWorkflow', () => {
  test('levels, critical path, what could run in parallel, and what that would gain', () => {
    const analysis = analyzeWorkflow(order, { durations: { check: 1000, stock: 4000, charge: 2000, ship: 500 } });
    expect(analysis).toEqual({
      workflowId: 'w',
      mode: 'sequence',
      steps: [
        { id: 'check', name: 'check', kind: 'action', level: 0, needs: [], duration: 1000, critical: false },
        { id: 'stock', name: 'stock', kind: 'action', level: 0, needs: [], duration: 4000, critical: true },
        { id: 'charge', name: 'charge', kind: 'action', level: 1, needs: ['check'], duration: 2000, critical: false },
        { id: 'note', name: 'note', kind: 'set', level: 2, needs: ['charge'], duration: 0, critical: false },
        { id: 'ship', name: 'ship', kind: 'action', level: 3, needs: ['stock', 'note'], duration: 500, critical: true },
      ],
      levels: [['check', 'stock'], ['charge'], ['note'], ['ship']],
      criticalPath: ['stock', 'ship'],
      opportunities: [{ steps: ['check', 'stock'], saves: 1000 }],
      estimate: { asWritten: 7500, atBest: 4500, speedUp: 7500 / 4500 },
      assumptions: [],
    });
  });

  test('a graph stands as it is: nothing to win in its top list, in its blocks perhaps', () => {
    const block: Step = { id: 'block', type: 'if', condition: '$check.ok', then: [call('a'), call('b'), call('c', { x: '$a' })] };
    const analysis = analyzeWorkflow(definition([call('check'), call('other'), block], { mode: 'graph' }));
    expect(analysis).toMatchObject({
      levels: [['check', 'other'], ['block']],
      opportunities: [{ block: 'block', steps: ['a', 'b'], saves: 1000 }],
      estimate: { asWritten: 4000, atBest: 4000, speedUp: 1 },
    });
  });

  test('unknown calls take as long as the others', () => {
    const { steps, assumptions } = analyzeWorkflow(order, { durations: { check: 100, stock: 300, unheard: 9 } });
    expect(steps.map(({ duration }) => duration)).toEqual([100, 300, 200, 0, 200]);
    expect(assumptions).toEqual(['calls of unknown duration take as long as the others (median 200 ms): charge, ship']);
    expect(analyzeWorkflow(order).assumptions).toEqual(['no durations are known: every call counts the same, one second']);
  });

  test('maxConcurrency bounds the gain, finally is added', () => {
    const four = [call('a'), call('b'), call('c'), call('d')];
    const estimate = (more: Partial<WorkflowDefinition>) => analyzeWorkflow(definition(four, more)).estimate;
    expect(estimate({})).toEqual({ asWritten: 4000, atBest: 1000, speedUp: 4 });
    expect(estimate({ maxConcurrency: 2 })).toEqual({ asWritten: 4000, atBest: 2000, speedUp: 2 });
    expect(estimate({ maxConcurrency: 1, mode: 'graph' })).toEqual({ asWritten: 4000, atBest: 4000, speedUp: 1 });
    expect(estimate({ finally: [call('end')] })).toEqual({ asWritten: 5000, atBest: 2000, speedUp: 2.5 });
  });

  test('a definition that takes no time has nothing to gain', () => {
    expect(analyzeWorkflow(definition([{ id: 'a', type: 'set', values: {} }])).estimate).toEqual({ asWritten: 0, atBest: 0, speedUp: 1 });
  });

  test('a state machine is refused', () => {
    expect(() => analyzeWorkflow({ id: 'w', name: 'W', initial: 'a', states: {} })).toThrow(/"w" is a state machine/);
  });
});

describe('how long a step is thought to take', () => {
  const one = 'loops whose iterations nobody knows are taken as one iteration';

  test('what is known of a block counts for all that is in it', () => {
    const block: Step = { id: 'block', type: 'if', condition: true, then: [call('a')] };
    expect(duration(block, { durations: { block: 70, a: 5000 } })).toEqual({ ms: 70, assumptions: [] });
  });

  test('if and switch: the longest list', () => {
    const assumptions = ['of if and switch the list that takes longest counts'];
    expect(duration({ id: 'x', type: 'if', condition: true, then: [call('a')], else: [call('b'), call('c')] })).toEqual({
      ms: 2000,
      assumptions,
    });
    const cases = [{ when: true, steps: [call('a'), call('b')] }];
    expect(duration({ id: 'x', type: 'switch', cases, default: [call('c')] })).toEqual({ ms: 2000, assumptions });
  });

  test('parallel: as many branches as the join waits for', () => {
    const branches = { short: [call('a')], middle: [call('b'), call('c')], long: [call('d'), call('e'), call('f')] };
    const ms = (join?: 'all' | 'any' | 'race' | { atLeast: number }) =>
      duration({ id: 'x', type: 'parallel', branches, ...(join === undefined ? {} : { join }) }).ms;
    expect([ms(), ms('all'), ms('any'), ms('race'), ms({ atLeast: 2 }), ms({ atLeast: 9 })]).toEqual([3000, 3000, 1000, 1000, 2000, 3000]);
  });

  test('forEach: its iterations, in batches, so many at once', () => {
    const loop = (more: object, known: AnalyzeOptions = {}) =>
      duration({ id: 'x', type: 'forEach', items: '$list', steps: [call('a')], ...more }, known);
    expect(loop({})).toEqual({ ms: 1000, assumptions: [one] });
    expect(loop({ items: [1, 2, 3] })).toEqual({ ms: 3000, assumptions: [] });
    expect(loop({}, { iterations: { x: 10 } })).toEqual({ ms: 10_000, assumptions: [] });
    expect(loop({ batchSize: 4 }, { iterations: { x: 10 } }).ms).toBe(3000);
    expect(loop({ parallel: true }, { iterations: { x: 10 } }).ms).toBe(1000);
    expect(loop({ parallel: true, maxConcurrency: 4 }, { iterations: { x: 10 } }).ms).toBe(3000);
    expect(loop({ parallel: true }, { iterations: { x: 0 } }).ms).toBe(0);
  });

  test('while and until: their iterations and the delays between', () => {
    const loop: Step = { id: 'x', type: 'while', condition: '$go', delay: '30s', steps: [call('a')] };
    expect(duration(loop)).toEqual({ ms: 1000, assumptions: [one] });
    expect(duration(loop, { iterations: { x: 3 } })).toEqual({ ms: 63_000, assumptions: [] });
  });

  test('try: its steps and finally', () => {
    const step: Step = { id: 'x', type: 'try', steps: [call('a')], catch: [{ steps: [call('b')] }], finally: [call('c')] };
    expect(duration(step)).toEqual({ ms: 2000, assumptions: ['nothing fails: no block is tried again, no catch runs'] });
  });

  test('children, waits and what people or others decide', () => {
    const child = { id: 'c', name: 'C', steps: [call('a'), call('b')] };
    expect(duration({ id: 'x', type: 'workflow', workflow: child }).ms).toBe(2000);
    expect(duration({ id: 'x', type: 'workflow', workflow: 'other@^1' }).ms).toBe(1000);
    expect(duration({ id: 'x', type: 'workflow', workflow: child, wait: false }).ms).toBe(0);
    expect(duration({ id: 'x', type: 'wait', for: '2h' }).ms).toBe(7_200_000);
    expect(duration({ id: 'x', type: 'wait', for: '$later' }).ms).toBe(0);
    const assumptions = ['events and approvals are taken as being there at once'];
    expect(duration({ id: 'x', type: 'approval' })).toEqual({ ms: 0, assumptions });
    expect(duration({ id: 'x', type: 'event', event: 'paid' }, { durations: { x: 5 } })).toEqual({ ms: 5, assumptions: [] });
  });
});
