import { expect, test } from 'vitest';

import type { Step } from '../definition/step.ts';
import { rollbackOutline } from './rollback-outline.ts';

const step = (id: string, more: object = {}) => ({ id, target: 't', action: 'do', ...more }) as Step;
const undo = (action = 'undo') => ({ rollback: { target: 't', action } });
const outline = (steps: readonly Step[], more: object = {}) => rollbackOutline({ id: 'w', name: 'W', steps, ...more });
const orderOf = (steps: readonly Step[], more: object = {}) => outline(steps, more).steps.map(({ order, step: id }) => `${order} ${id}`);

test('a sequence is undone from its end; what has no rollback stays', () => {
  expect(
    outline([step('a', undo()), step('b'), step('c', { rollback: { target: 't', action: 'u', verify: { target: 't', action: 'look' } } })]),
  ).toEqual({
    mode: 'none',
    on: [],
    steps: [
      { order: 1, step: 'c', calls: 't.u', verify: 't.look', repeats: false },
      { order: 2, step: 'a', calls: 't.undo', repeats: false },
    ],
    without: ['b'],
  });
});

test('when it is due', () => {
  expect(outline([], { rollbackOnFailure: true })).toMatchObject({ mode: 'automatic', on: ['failure', 'cancel'] });
  expect(outline([], { rollbackOnFailure: { mode: 'manual', on: ['failure'] } })).toMatchObject({ mode: 'manual', on: ['failure'] });
});

test('blocks: by what is inside, or by their own rollback alone; loops repeat', () => {
  const loop = (id: string, more: object = {}) => ({ id, type: 'forEach', items: [1], steps: [step(`${id}x`, undo())], ...more }) as Step;
  const { steps, without } = outline([loop('own', undo('all')), loop('inner'), { id: 'child', type: 'workflow', workflow: 'c' }]);
  expect(steps).toEqual([
    { order: 1, step: 'child', repeats: false },
    { order: 2, step: 'inner.innerx', calls: 't.undo', repeats: true },
    { order: 3, step: 'own', calls: 't.all', repeats: false },
  ]);
  expect(without).toEqual([]);
});

test('a graph: each after all that depend on it, the others side by side', () => {
  const steps = [
    step('root', undo()),
    step('mid', { dependsOn: ['root'] }),
    step('left', { ...undo(), dependsOn: ['mid'] }),
    step('right', { ...undo(), dependsOn: ['root'] }),
  ];
  expect(orderOf(steps, { mode: 'graph' })).toEqual(['1 right', '1 left', '2 root']);
});

test('`finally` is not undone', () => {
  expect(orderOf([step('a', undo())], { finally: [step('f', undo())] })).toEqual(['1 a']);
});
