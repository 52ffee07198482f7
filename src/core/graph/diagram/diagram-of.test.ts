import { describe, expect, test } from 'vitest';

import { draw, edges, machine, nested, nodeOf, nodesOf, step } from '../../../../test/helpers/diagrams.ts';
import type { Diagram } from './diagram.ts';

describe('the top list', () => {
  test('a sequence goes from the start over each step to the end', () => {
    const diagram = draw([step('a', { name: 'First' }), step('b')], { version: '1.2.0' });
    expect(diagram.title).toBe('W 1.2.0');
    expect(edges(diagram)).toEqual(['a -> b', 'b -> ~end', '~start -> a']);
    expect(nodesOf(diagram).map(({ id, kind, title }) => [id, kind, title])).toEqual([
      ['~start', 'start', ''],
      ['a', 'action', 'First'],
      ['b', 'action', 'b'],
      ['~end', 'end', ''],
    ]);
  });

  test('edges come in the order of the nodes they leave', () => {
    expect(draw([step('a'), step('b')]).edges.map(({ from }) => from)).toEqual(['~start', 'a', 'b']);
  });

  test('a graph goes along its dependencies, declared and by reference', () => {
    const steps = [step('a'), step('b'), step('c', { dependsOn: ['a'], params: { x: '$b' } }), step('d', { when: '$a.ok' })];
    expect(edges(draw(steps, { mode: 'graph' }))).toEqual([
      'a -> c',
      'a -> d',
      'b -> c',
      'c -> ~end',
      'd -> ~end',
      '~start -> a',
      '~start -> b',
    ]);
  });

  test('a graph may name what is declared later', () => {
    expect(edges(draw([step('late', { dependsOn: ['early'] }), step('early')], { mode: 'graph' }))).toEqual([
      'early -> late',
      'late -> ~end',
      '~start -> early',
    ]);
  });

  test('without steps there are a start and an end', () => {
    expect(edges(draw([]))).toEqual(['~start -> ~end']);
  });

  test('finally comes last, also after return and fail; what is chained after the end', () => {
    const steps = [step('stop', { type: 'return', when: '$x' }), step('bad', { type: 'fail', error: 'no', when: '$y' }), step('a')];
    const diagram = draw(steps, {
      finally: [step('clean'), step('up')],
      onComplete: [{ workflow: 'ship' }, { workflow: 'alarm', when: '$run.status == "FAILED"' }],
    });
    expect(edges(diagram)).toEqual([
      'a -> clean',
      'bad -> a',
      'bad ~> clean',
      'clean -> up',
      'stop -> bad',
      'stop -> clean',
      'up -> ~end',
      '~end -> ~chained-1: COMPLETED',
      '~end -> ~chained-2: $run.status == "FAILED"',
      '~start -> stop',
    ]);
    expect(nested(diagram)).toEqual(['~start', 'stop', 'bad', 'a', '~end', '~chained-1', '~chained-2', ['part "finally"', 'clean', 'up']]);
    expect(nodeOf(diagram, '~chained-2')).toMatchObject({ kind: 'chained', title: 'alarm' });
  });
});

describe('state machines', () => {
  test('states, their steps and every kind of transition', () => {
    const diagram = machine({
      a: { entry: [step('in'), step('in2')], exit: [step('out')], on: { GO: 'b', SAVE: { steps: [step('save')] } } },
      b: {
        on: { BACK: 'a', DONE: [{ target: 'c', when: '$event.n > 1', steps: [step('tell')] }, { target: 'b' }] },
        after: { '2d': 'c' },
        always: { target: 'a', when: '$x' },
        onError: 'c',
      },
      c: { type: 'final' },
    });
    expect(edges(diagram)).toEqual([
      'in -> in2',
      'save => state:a',
      'state:a -> in: entry',
      'state:a -> save: SAVE',
      'state:a -> state:b: GO',
      'state:a ~> out: exit',
      'state:b -> state:c: after 2d',
      'state:b -> tell: DONE [$event.n > 1]',
      'state:b => state:a: BACK',
      'state:b => state:a: always [$x]',
      'state:b => state:b: DONE',
      'state:b ~> state:c: error',
      'state:c -> ~end',
      'tell -> state:c',
      '~start -> state:a',
    ]);
    expect(nested(diagram)).toEqual([
      '~start',
      'state:b',
      'state:c',
      '~end',
      ['block ""', 'state:a', 'in', 'in2', 'out'],
      ['part ""', 'save'],
      ['part ""', 'tell'],
    ]);
    expect(nodeOf(diagram, 'state:c')).toMatchObject({ kind: 'final-state', title: 'c' });
  });

  test('one that never ends has no end', () => {
    expect(edges(machine({ a: { on: { X: 'b' } }, b: { on: { Y: 'a' } } }))).toEqual([
      'state:a -> state:b: X',
      'state:b => state:a: Y',
      '~start -> state:a',
    ]);
  });

  test('states and steps may have the same names', () => {
    const diagram = machine({ a: { entry: [step('a')], type: 'final' } }, { finally: [step('b')] });
    expect(edges(diagram)).toEqual(['b -> ~end', 'state:a -> a: entry', 'state:a -> b', '~start -> state:a']);
  });
});

describe('what is not valid does no harm', () => {
  test.each<[string, Diagram]>([
    ['ids used twice', draw([step('a'), step('a')])],
    ['a circle', draw([step('a', { dependsOn: ['b'] }), step('b', { dependsOn: ['a'] })], { mode: 'graph' })],
    ['a dependency on nothing', draw([step('a', { dependsOn: ['nowhere'] })], { mode: 'graph' })],
    ['a state that is not there', machine({ a: { on: { X: 'nowhere' } } }, { initial: 'nowhere' })],
  ])('%s', (_, diagram) => {
    const ids = nodesOf(diagram).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { from, to } of diagram.edges) expect(ids).toEqual(expect.arrayContaining([from, to]));
  });

  test('a list as long as a definition may be', () => {
    const steps = Array.from({ length: 10_000 }, (_, i) => step(`s${i}`));
    expect(draw(steps).edges).toHaveLength(10_001);
  });
});
