import { describe, expect, test } from 'vitest';

import type { Step } from '../../../../../src/core/definition/step.ts';
import { definition, probe, undo } from '../../../driver.ts';
import { predict, type Interference, type Predicted } from './predict.ts';

function play(steps: readonly Step[], interference?: Interference): Predicted {
  const played = predict(definition(steps), interference);
  expect(played.open).toEqual([]);
  return played;
}

/** Calls as `path@moment`. */
function called({ calls }: Predicted): readonly string[] {
  return calls.map(({ path, at }) => `${path}@${at}`);
}

/** A call that takes some time and gives a result. */
function call(id: string, sleep: number, result: unknown = id): Step {
  return probe(id, { sleep, result });
}

/** A call that fails for good after some time. */
function broken(id: string, sleep: number, fail: Readonly<Record<string, unknown>> = { class: 'permanent' }): Step {
  return probe(id, { sleep, fail });
}

const EACH = { id: 'each', type: 'forEach', items: ['a', 'b', 'c'] } as const;

const CARRYING_ON = { ...EACH, onError: 'continue' } as const;

describe('Loops', () => {
  test('a forEach gives a list, one element per iteration; $index starts at 0', () => {
    const played = play([{ ...EACH, steps: [probe('x', { sleep: 5, result: ['$item', '$index'] })] }]);
    expect(called(played)).toEqual(['each[0].x@0', 'each[1].x@5', 'each[2].x@10']);
    expect(played.output).toEqual({
      each: [
        ['a', 0],
        ['b', 1],
        ['c', 2],
      ],
    });
    expect(played.steps).toEqual({ each: 'COMPLETED' });
  });

  test('`while` tests before, and $index is that of the iteration to come; `delay` is between iterations', () => {
    const played = play([
      { id: 'w', type: 'while', condition: '$index < 2', delay: 100, steps: [probe('x', { sleep: 5, result: '$index' })] },
    ]);
    expect(called(played)).toEqual(['w[0].x@0', 'w[1].x@105']);
    expect(played).toMatchObject({ output: { w: 1 }, endedAt: 110 });
    expect(play([{ id: 'w', type: 'while', condition: 'false', steps: [call('x', 5)] }]).output).toEqual({ w: null });
  });

  test('`until` tests after: the condition sees the steps of the iteration just ended', () => {
    const steps: readonly Step[] = [{ id: 'u', type: 'until', condition: '$x == 1', steps: [probe('x', { sleep: 5, result: '$index' })] }];
    expect(called(play(steps))).toEqual(['u[0].x@0', 'u[1].x@5']);
  });

  test('`breakWhen` after each iteration, whose element is kept', () => {
    expect(play([{ ...EACH, breakWhen: '$item == "b"', steps: [call('x', 5)] }]).output).toEqual({ each: ['x', 'x'] });
    const loop = {
      id: 'w',
      type: 'while',
      condition: 'true',
      breakWhen: '$index == 1',
      steps: [probe('x', { result: '$index' })],
    } as const;
    expect(play([loop]).output).toEqual({ w: 1 });
  });

  test('passing maxIterations fails with IterationLimit', () => {
    const loop = { id: 'w', type: 'while', condition: 'true', maxIterations: 2, delay: 50, steps: [call('x', 5)] } as const;
    expect(play([loop])).toMatchObject({ status: 'FAILED', fault: { code: 'IterationLimit', path: 'w' }, endedAt: 60 });
    expect(play([{ ...loop, condition: '$index < 2' }]).status).toBe('COMPLETED');
  });

  test('`items` that is not a list is an error', () => {
    expect(play([{ ...EACH, items: null, steps: [] }])).toMatchObject({ status: 'FAILED', steps: { each: 'FAILED' } });
  });

  test('with `batchSize` the variable is a list, named items', () => {
    const played = play([{ ...EACH, batchSize: 2, steps: [probe('x', { result: '$items' })] }]);
    expect(played.output).toEqual({ each: [['a', 'b'], ['c']] });
  });

  test('`onError: continue` puts {index, error} in place; `errors` keeps only these; of a body only what failed is named', () => {
    const steps: readonly Step[] = [{ id: 'odd', type: 'if', condition: '$index == 1', then: [broken('bad', 5)], else: [call('good', 5)] }];
    const error = { index: 1, error: { code: 'ProbeFailed', class: 'permanent', step: 'bad', path: 'each[1].odd.bad' } };
    const played = play([{ ...CARRYING_ON, steps }]);
    expect(played.output).toEqual({ each: ['good', error, 'good'] });
    expect(played.steps).toEqual({ each: 'COMPLETED', 'each[1].odd': 'FAILED', 'each[1].odd.bad': 'FAILED' });
    expect(play([{ ...CARRYING_ON, collect: 'errors', steps }]).output).toEqual({ each: [error] });
    expect(called(play([{ ...EACH, steps }]))).toEqual(['each[0].odd.good@0', 'each[1].odd.bad@5']);
  });

  test('`none` gives null, an expression gives the element, `fold` is worked out in item order over $acc', () => {
    const steps = [probe('x', { result: '$index' })];
    expect(play([{ ...EACH, collect: 'none', steps }]).output).toEqual({ each: null });
    expect(play([{ ...EACH, collect: '${ $x + 1 }', steps }]).output).toEqual({ each: [1, 2, 3] });
    expect(play([{ ...EACH, collect: { fold: '${ $acc + $x }', from: 10 }, steps }]).output).toEqual({ each: 13 });
  });

  test('in parallel, the first failure cancels what runs', () => {
    const steps: readonly Step[] = [
      { id: 'one', type: 'if', condition: '$index == 1', then: [broken('bad', 5)], else: [call('good', 10)] },
      call('next', 5),
    ];
    const played = play([{ ...EACH, parallel: true, steps }]);
    expect(called(played)).toEqual(['each[0].one.good@0', 'each[1].one.bad@0', 'each[2].one.good@0']);
    expect(played).toMatchObject({ status: 'FAILED', endedAt: 5, fault: { path: 'each[1].one.bad' } });
  });

  test('in parallel, `breakWhen` cancels what runs; the list holds the iterations that ended, in item order', () => {
    const steps = [probe('x', { sleep: '$item', result: '$index' })];
    const played = play([{ ...EACH, items: [20, 10, 30], parallel: true, breakWhen: '$item == 20', steps }]);
    expect(played).toMatchObject({ output: { each: [0, 1] }, endedAt: 20 });
  });

  test("$index is the innermost loop's, indexAs keeps an outer one", () => {
    const inner = {
      id: 'in',
      type: 'forEach',
      as: 'deep',
      items: [7],
      steps: [probe('x', { result: ['$outer', '$index', '$deep'] })],
    } as const;
    expect(play([{ ...EACH, indexAs: 'outer', steps: [inner] }]).output).toMatchObject({ each: [[[0, 0, 7]], [[1, 0, 7]], [[2, 0, 7]]] });
  });
});

describe('Parallel', () => {
  const fork = (branches: Readonly<Record<string, readonly Step[]>>, more: object = {}): Step => ({
    id: 'fork',
    type: 'parallel',
    branches,
    ...more,
  });

  test('`all`: waits for all, collects by branch', () => {
    const played = play([fork({ a: [call('x', 5)], b: [call('y', 9)] }), probe('see', { result: ['$x', '$y'] })]);
    expect(called(played)).toEqual(['fork.a.x@0', 'fork.b.y@0', 'see@9']);
    expect(played.output).toEqual({ fork: { a: 'x', b: 'y' }, see: ['x', 'y'] });
  });

  test('`all`: the first failing branch cancels the rest and fails', () => {
    const played = play([fork({ a: [call('x', 5), call('x2', 20)], b: [broken('y', 9)] })]);
    expect(played.steps).toEqual({ fork: 'FAILED', 'fork.a.x': 'COMPLETED', 'fork.a.x2': 'CANCELLED', 'fork.b.y': 'FAILED' });
    expect(played).toMatchObject({ endedAt: 9, fault: { path: 'fork.b.y' } });
  });

  test('`any`: done when one has completed; `first` is its default', () => {
    const played = play([fork({ a: [broken('x', 5)], b: [call('y', 9)], c: [call('z', 20)] }, { join: 'any' })]);
    expect(played).toMatchObject({ output: { fork: { branch: 'b', value: 'y' } }, endedAt: 9, steps: { 'fork.c.z': 'CANCELLED' } });
  });

  test("`atLeast`: fails when n can't be reached any more", () => {
    const branches = { a: [broken('x', 5)], b: [call('y', 9)], c: [broken('z', 20)], d: [call('w', 30)] };
    expect(play([fork(branches, { join: { atLeast: 3 } })])).toMatchObject({ status: 'FAILED', endedAt: 20 });
    expect(play([fork(branches, { join: { atLeast: 4 } })])).toMatchObject({ status: 'FAILED', endedAt: 5, fault: { step: 'x' } });
    expect(play([fork(branches, { join: { atLeast: 2 } })]).output).toEqual({ fork: { a: null, b: 'y', c: null, d: 'w' } });
  });

  test('`race`: the first to end, well or badly, decides', () => {
    expect(play([fork({ a: [broken('x', 5)], b: [call('y', 9)] }, { join: 'race' })])).toMatchObject({ status: 'FAILED', endedAt: 5 });
    expect(play([fork({ a: [broken('x', 9)], b: [call('y', 5)] }, { join: 'race' })]).output).toEqual({
      fork: { branch: 'b', value: 'y' },
    });
  });

  test('`collect` has null for the cancelled; `merge` joins objects in branch order; an expression sees $result', () => {
    const branches = { a: [call('x', 5, { k: 1, l: 1 })], b: [call('y', 3, { k: 2 })] };
    expect(play([fork(branches, { aggregate: 'merge' })]).output).toEqual({ fork: { k: 2, l: 1 } });
    expect(play([fork(branches, { aggregate: '${ $result.b }' })]).output).toEqual({ fork: { k: 2 } });
    expect(play([fork(branches, { join: 'any', aggregate: 'collect' })]).output).toEqual({ fork: { a: null, b: { k: 2 } } });
  });

  test('a variable set in a branch is local to it', () => {
    const set: Step = { id: 's', type: 'set', values: { v: 1 } };
    const played = play([fork({ a: [set, probe('x', { sleep: 5, result: '$v' })], b: [call('y', 9)] })]);
    expect(played).toMatchObject({ output: { fork: { a: 1 } }, variables: {} });
  });

  test('two branches that end at once leave open which is first', () => {
    expect(predict(definition([fork({ a: [call('x', 5)], b: [call('y', 5)] }, { join: 'race' })])).open).not.toEqual([]);
  });
});

describe('Try', () => {
  const FIXED = { strategy: 'fixed', baseDelay: 100 } as const;
  const sync = (steps: readonly Step[], more: object): Step => ({ id: 'sync', type: 'try', steps, ...more });

  test('a retry runs the whole block afresh, under new paths', () => {
    const played = play([sync([call('a', 5), broken('b', 7, {})], { retry: { ...FIXED, maxAttempts: 2 } })]);
    expect(called(played)).toEqual(['sync.a@0', 'sync.b@5', 'sync#2.a@112', 'sync#2.b@117']);
    expect(played.steps).toMatchObject({ sync: 'FAILED', 'sync.a': 'COMPLETED', 'sync.b': 'FAILED', 'sync#2.b': 'FAILED' });
  });

  test('what is not retried by its class is not', () => {
    expect(called(play([sync([broken('b', 7)], { retry: { ...FIXED, maxAttempts: 2 } })]))).toEqual(['sync.b@0']);
  });

  test('catches are tried in order; the value is that of the catch that ran; its steps follow the last pass', () => {
    const played = play([
      sync([broken('b', 7, { code: 'Gone' })], {
        retry: { ...FIXED, maxAttempts: 2 },
        catch: [
          { errors: ['auth'], steps: [call('no', 1)] },
          {
            errors: ['G*e'],
            when: '$error.class == "transient"',
            as: 'e',
            steps: [probe('yes', { sleep: 1, result: ['$e.code', '$error.path'] })],
          },
          { steps: [call('neither', 1)] },
        ],
      }),
    ]);
    expect(called(played)).toEqual(['sync.b@0', 'sync#2.b@107', 'sync#2.yes@114']);
    expect(played).toMatchObject({ status: 'COMPLETED', output: { sync: ['Gone', 'sync#2.b'] }, steps: { 'sync#2.b': 'FAILED' } });
  });

  test('none fits: the error goes on, after `finally`', () => {
    const played = play([
      sync([broken('b', 7)], { catch: [{ errors: ['timeout'], steps: [] }], finally: [call('last', 3)] }),
      call('c', 1),
    ]);
    expect(called(played)).toEqual(['sync.b@0', 'sync.last@7']);
    expect(played).toMatchObject({ status: 'FAILED', fault: { step: 'b' }, endedAt: 10 });
  });

  test('cancellation is not caught, only `finally` sees it', () => {
    const played = play([sync([call('b', 70)], { catch: [{ steps: [call('no', 1)] }], finally: [call('last', 3)] })], { cancelAt: 50 });
    expect(called(played)).toEqual(['sync.b@0', 'sync.last@50']);
    expect(played).toMatchObject({ status: 'CANCELLED', steps: { sync: 'CANCELLED', 'sync.b': 'CANCELLED', 'sync.last': 'COMPLETED' } });
  });

  test('an error in `finally` replaces the first', () => {
    expect(play([sync([broken('b', 7)], { finally: [broken('f', 1)] })])).toMatchObject({ fault: { step: 'f' } });
    expect(play([sync([call('b', 7)], { finally: [broken('f', 1)] })])).toMatchObject({ status: 'FAILED', fault: { step: 'f' } });
  });

  test('a `timeout` is one pass, and is retried as what it is', () => {
    const played = play([
      sync([call('b', 70)], { timeout: 50, retry: { ...FIXED, maxAttempts: 2 }, catch: [{ errors: ['timeout'], steps: [] }] }),
    ]);
    expect(called(played)).toEqual(['sync.b@0', 'sync#2.b@150']);
    expect(played).toMatchObject({ status: 'COMPLETED', endedAt: 200, steps: { 'sync.b': 'CANCELLED', 'sync#2.b': 'CANCELLED' } });
  });

  test('a failed pass leaves nothing behind for the next one to see', () => {
    const steps = [probe('a', { sleep: 5, fail: {} }), call('b', 5)];
    const more = { retry: { ...FIXED, maxAttempts: 2 }, catch: [{ steps: [probe('see', { result: ['$a', '$b'] })] }] };
    expect(play([sync(steps, more)]).output).toEqual({ sync: [null, null] });
  });

  test('a completed step of a failed pass can still be rolled back', () => {
    const run = definition(
      [sync([probe('a', { sleep: 5 }, undo({ sleep: 1 })), broken('b', 7)], { catch: [{ steps: [] }] }), broken('c', 1)],
      {
        rollbackOnFailure: true,
      },
    );
    expect(called(predict(run))).toEqual(['sync.a@0', 'sync.b@5', 'c@12', 'sync.a~rollback@13']);
  });
});
