import { describe, expect, test } from 'vitest';
import type { Step } from '../definition/step.ts';
import { knownNames } from '../definition/names.ts';
import { dependenciesOf, settersOf } from './dependencies.ts';

const needs = (steps: readonly Step[]) => {
  const found = dependenciesOf(steps, knownNames({ id: 'w', name: 'W', steps }));
  return Object.fromEntries([...found].map(([id, ids]) => [id, [...ids].sort()]));
};
const echo = (id: string, params: Record<string, unknown> = {}, more: Partial<Step> = {}): Step =>
  ({ id, target: 'util', action: 'echo', params, ...more }) as Step;

describe('dependenciesOf', () => {
  test('counts dependsOn and references, in text and in expressions', () => {
    expect(
      needs([echo('a'), echo('b-c'), echo('d', { x: 'see $b-c.y' }, { dependsOn: ['a'] }), echo('e', {}, { when: '$d.ok && $a.ok' })]),
    ).toEqual({
      a: [],
      'b-c': [],
      d: ['a', 'b-c'],
      e: ['a', 'd'],
    });
  });

  test('what stands inside a block counts as the block', () => {
    const block: Step = {
      id: 'block',
      type: 'if',
      condition: '$a.ok',
      then: [echo('inner', { x: '$b' }), echo('second', { x: '$inner' }, { dependsOn: ['inner'] })],
    };
    expect(needs([echo('a'), echo('b'), block, echo('after', { x: '$inner.y' })])).toEqual({
      a: [],
      b: [],
      block: ['a', 'b'],
      after: ['block'],
    });
  });

  test('a reference to a variable depends on all steps that set it', () => {
    const set = (id: string, values: Record<string, unknown>, more: Partial<Step> = {}): Step =>
      ({ id, type: 'set', values, ...more }) as Step;
    const steps = [
      set('first', { total: 1 }),
      set('second', { total: '${ $total + 1 }' }, { dependsOn: ['first'] }),
      echo('skipped', {}, { when: '$flag', onSkip: { set: { total: 0 } }, dependsOn: ['second'] }),
      echo('reader', { x: '$total' }),
    ];
    expect(needs(steps)).toEqual({ first: [], second: ['first'], skipped: ['second'], reader: ['first', 'second', 'skipped'] });
    expect([...(settersOf(steps).get('total') ?? [])]).toEqual(['first', 'second', 'skipped']);
  });

  test('loop variables, own values and unknown names are no dependencies', () => {
    const loop: Step = {
      id: 'loop',
      type: 'forEach',
      items: '$a.list',
      as: 'b',
      steps: [echo('in', { x: '$b', y: '$index' })],
      output: '$loop',
    };
    expect(
      needs([
        echo('a', { x: '$input', y: '$orderId' }, { rollback: { target: 'util', action: 'echo', params: { x: '$a.id' } } }),
        loop,
        echo('c', {}, { dependsOn: ['nowhere'] }),
      ]),
    ).toEqual({
      a: [],
      loop: ['a'],
      c: [],
    });
  });
});
