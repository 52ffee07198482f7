import { describe, expect, test } from 'vitest';
import type { Step } from '../definition/step.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { validateWorkflow } from '../validation/validate-workflow.ts';
import { optimizeWorkflow } from './optimize-workflow.ts';

const call = (id: string, params: Record<string, unknown> = {}, more: object = {}): Step => ({
  id,
  target: 'util',
  action: 'echo',
  params,
  ...more,
});
const set = (id: string, values: Record<string, unknown>): Step => ({ id, type: 'set', values });
const definition = (steps: readonly Step[], more: Partial<WorkflowDefinition> = {}): WorkflowDefinition => ({
  id: 'w',
  name: 'W',
  steps,
  ...more,
});

describe('optimizeWorkflow', () => {
  test('makes a graph that says only what references do not say already', () => {
    const sequence = definition(
      [
        call('a'),
        call('b'),
        call('c', { x: '$a.id' }, { dependsOn: ['b'] }),
        { id: 'nap', type: 'wait', for: '1s' },
        call('d', { x: '$b.id' }),
        call('e', { x: '$d.id' }),
        call('f'),
      ],
      { finally: [call('end')], rollbackOnFailure: true, tags: ['x'] },
    );
    const { definition: graph, added, obstacles } = optimizeWorkflow(sequence);
    expect(added).toEqual({ nap: ['c'], d: ['nap'], f: ['nap'] });
    expect(obstacles).toEqual([]);
    expect(graph).toEqual({
      ...sequence,
      mode: 'graph',
      steps: [
        call('a'),
        call('b'),
        call('c', { x: '$a.id' }, { dependsOn: ['b'] }),
        { id: 'nap', type: 'wait', for: '1s', dependsOn: ['c'] },
        call('d', { x: '$b.id' }, { dependsOn: ['nap'] }),
        call('e', { x: '$d.id' }),
        call('f', {}, { dependsOn: ['nap'] }),
      ],
    });
    expect(Object.keys(graph)).toEqual(['id', 'name', 'mode', 'steps', 'finally', 'rollbackOnFailure', 'tags']);
    expect(validateWorkflow(graph).errors.filter((error) => !error.includes('NotSupportedYet'))).toEqual([]);
  });

  test('steps that set one variable keep their order', () => {
    const { added } = optimizeWorkflow(definition([set('one', { n: 1 }), set('two', { n: 2 }), call('other'), call('read', { x: '$n' })]));
    expect(added).toEqual({ two: ['one'] });
  });

  test.each([
    [
      'a variable read too early',
      definition([call('a', { x: '$n' }), set('b', { n: 1, m: 2 }), call('c')]),
      '"a" reads $n before "b" sets it',
    ],
    ['a chain', definition([call('a'), call('b', { x: '$a' })]), 'every step needs the one before it'],
    ['one step', definition([call('a')]), 'every step needs the one before it'],
    ['a graph', definition([call('a')], { mode: 'graph' }), 'it is a graph already'],
    ['a state machine', { id: 'w', name: 'W', initial: 'a', states: {} }, 'a state machine has no order to change'],
    [
      'partial-failure and an order of its own',
      definition([call('a'), call('b'), { id: 'nap', type: 'wait', for: 1 }], { failureStrategy: 'partial-failure' }),
      '"nap" has to wait for a, b without depending on it',
    ],
  ])('%s stays as it is', (_, given, obstacle) => {
    const { definition: stays, obstacles, differences, added } = optimizeWorkflow(given);
    expect(stays).toBe(given);
    expect(obstacles).toEqual([expect.stringContaining(obstacle)]);
    expect({ differences, added }).toEqual({ differences: [], added: {} });
  });

  test('partial-failure without an order of its own becomes a graph', () => {
    const { definition: graph } = optimizeWorkflow(
      definition([call('a'), call('b'), call('c', { x: '$a' })], { failureStrategy: 'partial-failure' }),
    );
    expect(graph.mode).toBe('graph');
  });

  test('says what is not the same', () => {
    const told = (more: Partial<WorkflowDefinition>, rollback = {}) =>
      optimizeWorkflow(definition([call('a', {}, rollback), call('b')], more)).differences;
    const undo = { rollback: { target: 'util', action: 'echo' } };
    expect(told({})).toEqual([expect.stringContaining('at the same time'), expect.stringContaining('they are cancelled')]);
    expect(told({ failureStrategy: 'continue-on-error' })).toHaveLength(1);
    expect(told({ rollbackOnFailure: true })).toHaveLength(2);
    expect(told({ rollbackOnFailure: true }, undo)).toEqual([expect.anything(), expect.anything(), expect.stringContaining('rolled back')]);
  });
});
