import { describe, expect, test } from 'vitest';
import { knownNames } from '../definition/names.ts';
import type { Step } from '../definition/step.ts';
import { requiredOrder } from './required-order.ts';

const order = (...steps: readonly Step[]) => {
  const { needs, earlyReads } = requiredOrder(steps, knownNames({ id: 'w', name: 'W', steps }));
  return { needs: Object.fromEntries([...needs].map(([id, ids]) => [id, [...ids]])), earlyReads };
};
const call = (id: string, params: Record<string, unknown> = {}, more: Partial<Step> = {}): Step =>
  ({ id, target: 'util', action: 'echo', params, ...more }) as Step;
const set = (id: string, values: Record<string, unknown>): Step => ({ id, type: 'set', values });

describe('requiredOrder', () => {
  test('references and dependsOn; steps that say nothing of each other need not stay in order', () => {
    expect(order(call('a'), call('b'), call('c', { x: '$a' }), call('d', {}, { dependsOn: ['b'] })).needs).toEqual({
      a: [],
      b: [],
      c: ['a'],
      d: ['b'],
    });
  });

  test('a reader of a variable stays after the steps that set it before, and before those that set it later', () => {
    expect(
      order(
        call('early', { x: '$n' }),
        set('one', { n: 1 }),
        call('between', { x: '$n' }),
        set('two', { n: 2 }),
        call('late', { x: '$n' }),
      ),
    ).toEqual({
      needs: { early: [], one: ['early'], between: ['one'], two: ['early', 'one', 'between'], late: ['one', 'two'] },
      earlyReads: [
        { reader: 'early', setter: 'one' },
        { reader: 'early', setter: 'two' },
        { reader: 'between', setter: 'two' },
      ],
    });
  });

  test('the steps that set one variable stay in order, those in blocks and onSkip too', () => {
    const block: Step = { id: 'block', type: 'if', condition: true, then: [set('inner', { n: 2 })] };
    const skipped = call('skipped', {}, { when: '$ok', onSkip: { set: { n: 0 } } });
    const counted = set('counted', { n: '${ $n + 1 }' });
    expect(order(set('first', { n: 1 }), block, skipped, counted)).toEqual({
      needs: { first: [], block: ['first'], skipped: ['block'], counted: ['skipped'] },
      earlyReads: [],
    });
  });

  test.each([
    ['return', { type: 'return' }],
    ['fail', { type: 'fail', error: 'no' }],
    ['validate', { type: 'validate', data: 1, schema: true }],
    ['wait', { type: 'wait', for: '1s' }],
    ['event', { type: 'event', event: 'paid' }],
    ['approval', { type: 'approval' }],
    ['checkpoint', { type: 'checkpoint' }],
    ['generate', { type: 'generate', target: 'x', action: 'y' }],
    ['a block with one of them', { type: 'if', condition: '$ok', then: [{ id: 'deep', type: 'wait', for: 1 }] }],
  ])('%s stays between what is before and after it', (_, fields) => {
    const barrier = { id: 'barrier', ...fields } as Step;
    expect(order(call('a'), call('b', { x: '$a' }), call('c'), barrier, call('d', { x: '$a' }), call('e', { x: '$d' })).needs).toEqual({
      a: [],
      b: ['a'],
      c: [],
      barrier: ['b', 'c'],
      d: ['a', 'barrier'],
      e: ['d'],
    });
  });

  test('one barrier after another, and what a child run does inside itself', () => {
    const wait = (id: string): Step => ({ id, type: 'wait', for: 1 });
    const child: Step = { id: 'child', type: 'workflow', workflow: { id: 'w', name: 'W', steps: [wait('own')] } };
    expect(order(wait('x'), wait('y'), call('a'), child).needs).toEqual({ x: [], y: ['x'], a: ['y'], child: ['y'] });
  });
});
