import { describe, expect, test } from 'vitest';

import { draw, edges, nested, nodeOf, nodesOf, step } from '../../../../test/helpers/diagrams.ts';

describe('blocks', () => {
  test('if: both lists, or past it', () => {
    const both = { id: 'c', type: 'if', condition: '${ $x }', then: [step('t')], else: [step('e')] };
    expect(edges(draw([both, step('z')]))).toEqual(['c -> e: else', 'c -> t: $x', 'e -> z', 't -> z', 'z -> ~end', '~start -> c']);
    const one = { id: 'c', type: 'if', condition: true, then: [step('t')] };
    expect(edges(draw([one, step('z')]))).toEqual(['c -> t: true', 'c -> z: else', 't -> z', 'z -> ~end', '~start -> c']);
    expect(nested(draw([one]))).toEqual(['~start', '~end', ['block ""', 'c', 't']]);
  });

  test('switch: a list for each case, which meet in a point', () => {
    const cases = [
      { when: '$x == 1', steps: [step('one')] },
      { when: '$x == 2', steps: [step('two')] },
    ];
    expect(edges(draw([{ id: 's', type: 'switch', cases, default: [step('other')] }]))).toEqual([
      'one -> s~meeting',
      'other -> s~meeting',
      's -> one: $x == 1',
      's -> other: else',
      's -> two: $x == 2',
      's~meeting -> ~end',
      'two -> s~meeting',
      '~start -> s',
    ]);
  });

  test('parallel: a cluster for each branch, and what the join takes', () => {
    const parallel = {
      id: 'p',
      type: 'parallel',
      join: { atLeast: 2 },
      branches: { eu: [step('a'), step('b')], us: [step('c')], none: [] },
    };
    const diagram = draw([parallel]);
    expect(edges(diagram)).toEqual([
      'a -> b',
      'b -> p~join',
      'c -> p~join',
      'p -> a',
      'p -> c',
      'p -> p~join',
      'p~join -> ~end',
      '~start -> p',
    ]);
    expect(nested(diagram)).toEqual(['~start', '~end', ['block ""', 'p', 'p~join', ['part "eu"', 'a', 'b'], ['part "us"', 'c']]]);
    expect(nodeOf(diagram, 'p~join')).toMatchObject({ kind: 'join', title: 'at least 2' });
    expect(nodeOf(draw([{ ...parallel, join: undefined }]), 'p~join')?.title).toBe('all');
  });

  test('forEach: the body goes back', () => {
    const loop = {
      id: 'l',
      type: 'forEach',
      items: '$orders',
      as: 'order',
      parallel: true,
      maxConcurrency: 4,
      breakWhen: '$x',
      steps: [step('a'), step('b')],
    };
    const diagram = draw([loop]);
    expect(edges(diagram)).toEqual(['a -> b', 'b => l', 'l -> a: each', 'l -> ~end: done', '~start -> l']);
    expect(nodeOf(diagram, 'l')?.notes).toEqual(['order of $orders', 'in parallel', '4 calls at a time', 'breaks when $x']);
    expect(nodeOf(draw([{ ...loop, as: undefined, parallel: false, batchSize: 10 }]), 'l')?.notes).toEqual([
      'items of $orders',
      '10 at once',
      'breaks when $x',
    ]);
  });

  test('while tests before, until after the body', () => {
    const loop = { id: 'l', condition: '$more', delay: '5s', steps: [step('a')] };
    expect(edges(draw([{ ...loop, type: 'while' }]))).toEqual(['a => l', 'l -> a: $more', 'l -> ~end: else', '~start -> l']);
    expect(edges(draw([{ ...loop, type: 'until' }]))).toEqual(['a -> l', 'l -> ~end: $more', 'l => a: else', '~start -> a']);
    expect(edges(draw([{ ...loop, type: 'until', steps: [] }]))).toEqual(['l -> ~end: $more', 'l => l: else', '~start -> l']);
    expect(nodeOf(draw([{ ...loop, type: 'while' }]), 'l')?.notes).toEqual(['5s between']);
  });

  test('try: catches aside, finally after all of them', () => {
    const sync = {
      id: 't',
      type: 'try',
      retry: { maxAttempts: 3 },
      steps: [step('a'), step('bad', { type: 'fail', error: 'no', when: '$x' })],
      catch: [{ errors: ['timeout', 'Http*'], when: '$error.attempts > 1', steps: [step('b')] }, { steps: [step('c')] }],
      finally: [step('d')],
    };
    const diagram = draw([sync]);
    expect(edges(diagram)).toEqual([
      'a -> bad',
      'b -> d',
      'bad -> d',
      'c -> d',
      'd -> ~end',
      't -> a',
      't ~> b: timeout, Http*, when $error.attempts > 1',
      't ~> c: any error',
      '~start -> t',
    ]);
    expect(nested(diagram)).toEqual([
      '~start',
      '~end',
      ['block ""', 't', 'a', 'bad', ['part "catch"', 'b'], ['part "catch"', 'c'], ['part "finally"', 'd']],
    ]);
    expect(nodeOf(diagram, 't')?.notes).toEqual(['up to 3 passes']);
  });

  test('fail ends the run unless something takes it', () => {
    const fail = step('f', { type: 'fail', error: 'no' });
    const ends = (steps: readonly object[]) => edges(draw(steps)).includes('f ~> ~end');
    expect(ends([fail])).toBe(true);
    expect(ends([{ id: 't', type: 'try', steps: [fail] }])).toBe(true);
    expect(ends([{ id: 't', type: 'try', steps: [fail], catch: [{ steps: [step('a')] }] }])).toBe(false);
    expect(ends([{ id: 't', type: 'try', steps: [step('a')], catch: [{ steps: [fail] }] }])).toBe(true);
    expect(ends([{ id: 'l', type: 'forEach', items: '$x', onError: 'continue', steps: [fail] }])).toBe(false);
    expect(ends([{ id: 'p', type: 'parallel', branches: { a: [fail] } }])).toBe(false);
    expect(ends([{ id: 'i', type: 'if', optional: true, condition: '$x', then: [fail] }])).toBe(false);
    expect(ends([{ ...fail, optional: true }])).toBe(false);
  });

  test('what ends the run inside of a try goes over its finally', () => {
    const stop = step('r', { type: 'return', when: '$x' });
    const sync = { id: 't', type: 'try', steps: [stop, step('a')], finally: [step('b')] };
    expect(edges(draw([sync, step('z')]))).toEqual([
      'a -> b',
      'b -> z',
      'b ~> ~end',
      'r -> a',
      'r -> b',
      't -> r',
      'z -> ~end',
      '~start -> t',
    ]);
  });

  test('event: the steps of a timeout begin at it', () => {
    const event = { id: 'e', type: 'event', event: 'paid', timeout: '30d', onTimeout: { steps: [step('a')] } };
    expect(edges(draw([event, step('z')]))).toEqual(['a -> z', 'e -> z', 'e ~> a: after 30d', 'z -> ~end', '~start -> e']);
  });

  test('an inline child is drawn whole, in a namespace of its own', () => {
    const workflow = {
      id: 'ship',
      name: 'Ship it',
      mode: 'graph',
      steps: [step('a'), step('b'), step('c', { dependsOn: ['a', 'b'] })],
      finally: [step('d')],
    };
    const child = { id: 'w', type: 'workflow', workflow };
    const diagram = draw([step('a'), child]);
    expect(edges(diagram)).toEqual([
      'a -> w',
      'w -> w/a',
      'w -> w/b',
      'w/a -> w/c',
      'w/b -> w/c',
      'w/c -> w/d',
      'w/d -> ~end',
      '~start -> a',
    ]);
    expect(nested(diagram)).toEqual([
      '~start',
      'a',
      '~end',
      ['block ""', 'w', ['part "Ship it"', 'w/a', 'w/b', 'w/c', ['part "finally"', 'w/d']]],
    ]);
    expect(nodesOf(diagram).flatMap(({ stepId }) => stepId ?? [])).toEqual(['a', 'w']);
    expect(edges(draw([{ ...child, wait: false }]))).toEqual([
      'w -> ~end',
      'w ~> w/a',
      'w ~> w/b',
      'w/a -> w/c',
      'w/b -> w/c',
      'w/c -> w/d',
      '~start -> w',
    ]);
  });

  test("an inline child's return and fail end the child", () => {
    const workflow = { id: 'c', name: 'C', steps: [step('r', { type: 'return', when: '$x' }), step('f', { type: 'fail', error: 'no' })] };
    expect(edges(draw([{ id: 'w', type: 'workflow', workflow }]))).toEqual(['w -> w/r', 'w/r -> w/f', 'w/r -> ~end', '~start -> w']);
  });
});
