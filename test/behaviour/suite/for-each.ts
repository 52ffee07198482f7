import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { ForEachStep } from '../../../src/core/definition/steps/for-each.ts';
import { BROKEN, definition, probe, ran, statuses, undo, type Driver } from '../driver.ts';

function each(items: unknown, steps: readonly Step[], more: Partial<ForEachStep> = {}): Step {
  return { id: 'each', type: 'forEach', items, steps, ...more };
}

export function forEach(driver: Driver): void {
  const valueOf = async (step: Step, input: Readonly<Record<string, unknown>> = {}) => {
    const { result } = await ran(driver, definition([step]), { input });
    expect(result.status).toBe('COMPLETED');
    return (result.output as { readonly each: unknown }).each;
  };

  describe('for-each', () => {
    test('one iteration after the other, with `item` and `$index` from 0', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([each('$list', [probe('x', { got: '$item', at: '$index' }), probe('y', { result: '$item.n' })])]),
        { input: { list: [{ n: 1 }, { n: 2 }] } },
      );
      expect(seen.started).toEqual(['each[0].x', 'each[0].y', 'each[1].x', 'each[1].y']);
      expect(seen.mostAtOnce).toBe(1);
      expect(seen.of('each[1].x')[0]?.params).toEqual({ got: { n: 2 }, at: 1 });
      expect(result.output).toEqual({ each: [1, 2] });
    });

    test('Paths: each iteration has a path, and its calls an idempotency key, of its own', async () => {
      const { probe: seen, run } = await ran(driver, definition([each(['a', 'b', 'c', 'd'], [probe('charge')])]));
      expect(seen.calls[3]).toMatchObject({ path: 'each[3].charge', idempotencyKey: `${run.runId}/each[3].charge` });
    });

    test('Values: one element per iteration, the value of its last declared step', async () => {
      const step = each([1, 2, 3], [probe('x', { result: 'x' }), probe('y', { result: '$item' }, { when: '$item != 2' })]);
      expect(await valueOf(step)).toEqual([1, null, 3]);
    });

    test('no items: no iteration, the empty list', async () => {
      const { result, probe: seen } = await ran(driver, definition([each([], [probe('x')])]));
      expect(result).toMatchObject({ status: 'COMPLETED', output: { each: [] } });
      expect(seen.calls).toEqual([]);
    });

    test('`as` and `indexAs` name the item and the index', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([each(['a'], [probe('x', { v: '$order', i: '$n', j: '$index' })], { as: 'order', indexAs: 'n' })]),
      );
      expect(seen.calls[0]?.params).toEqual({ v: 'a', i: 0, j: 0 });
    });

    test('When things resolve: `items` once', async () => {
      const grow: Step = { id: 'grow', type: 'set', values: { list: '${ flatten([$list, [9]]) }' } };
      const { result } = await ran(
        driver,
        definition([{ id: 's', type: 'set', values: { list: [1, 2] } }, each('$list', [grow]), probe('e', { n: '${ size($list) }' })]),
      );
      expect(result.status).toBe('COMPLETED');
      expect((result.output as { each: unknown[] }).each).toHaveLength(2);
    });

    test.each([
      ['null', null],
      ['an object', { a: 1 }],
      ['text', 'abc'],
      ['a number', 3],
    ])('Loops: items that are %s are an error', async (_, items) => {
      const { result, probe: seen } = await ran(driver, definition([each('$input.items', [probe('x')])]), { input: { items } });
      expect(result).toMatchObject({ status: 'FAILED', failure: { class: 'validation', step: 'each' } });
      expect(seen.calls).toEqual([]);
    });

    test('Loops: `breakWhen` is tested after each iteration, whose element is kept', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([each([1, 2, 3, 4], [probe('x', { result: '$item' })], { breakWhen: '$x == 2' })]),
      );
      expect(result).toMatchObject({ status: 'COMPLETED', output: { each: [1, 2] } });
      expect(seen.started).toEqual(['each[0].x', 'each[1].x']);
    });

    test('Loops: with `batchSize` the variable is a list, named `items`', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([each([1, 2, 3, 4, 5], [probe('x', { got: '$items', at: '$index', result: '${ size($items) }' })], { batchSize: 2 })]),
      );
      expect(seen.calls.map(({ params }) => [params['got'], params['at']])).toEqual([
        [[1, 2], 0],
        [[3, 4], 1],
        [[5], 2],
      ]);
      expect(result.output).toEqual({ each: [2, 2, 1] });
    });

    test('Loops: with `batchSize`, `as` says otherwise', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([each([1, 2, 3], [probe('x', { got: '$group' })], { batchSize: 3, as: 'group' })]),
      );
      expect(seen.calls[0]?.params).toEqual({ got: [1, 2, 3] });
    });

    test('Loops: `onError: fail` ends the loop with the first failure', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([each([1, 0, 2], [probe('x', BROKEN, { when: '$item == 0' }), probe('y')])]),
      );
      expect(result).toMatchObject({ status: 'FAILED', failure: { step: 'x', path: 'each[1].x' } });
      expect(seen.started).toEqual(['each[0].y', 'each[1].x']);
      expect(statuses(result)).toEqual({ each: 'FAILED', 'each[1].x': 'FAILED' });
    });

    test("Loops: `onError: continue` puts {index, error} in the element's place", async () => {
      const value = await valueOf(
        each([1, 0, 2], [probe('x', { result: '$item' }), probe('y', BROKEN, { when: '$item == 0' }), probe('z', { result: '$x' })], {
          onError: 'continue',
        }),
      );
      expect(value).toMatchObject([1, { index: 1, error: { code: 'ProbeFailed', class: 'permanent', step: 'y', path: 'each[1].y' } }, 2]);
    });

    test('Loops: `collect: errors` keeps only these', async () => {
      const steps = [probe('x', BROKEN, { when: '$item == 0' })];
      expect(await valueOf(each([1, 0, 2, 0], steps, { onError: 'continue', collect: 'errors' }))).toMatchObject([
        { index: 1 },
        { index: 3 },
      ]);
      expect(await valueOf(each([1], steps, { onError: 'continue', collect: 'errors' }))).toEqual([]);
    });

    test('Loops: `collect: none` gives null', async () => {
      expect(await valueOf(each([1, 2], [probe('x', { result: 1 })], { collect: 'none' }))).toBeNull();
    });

    test('Loops: an expression as `collect` gives the element, and sees the iteration', async () => {
      const steps = [probe('x', { result: { v: '$item' } }), probe('y')];
      expect(await valueOf(each([5, 6], steps, { collect: '${ $x.v * 10 + $index }' }))).toEqual([50, 61]);
    });

    test('Loops: `fold` is worked out in item order over $acc', async () => {
      const steps = [probe('x', { result: '$item' })];
      expect(await valueOf(each([1, 2, 3], steps, { collect: { fold: '${ $acc + $x * ($index + 1) }', from: 100 } }))).toBe(114);
      expect(await valueOf(each([], steps, { collect: { fold: '${ $acc + $x }', from: '$start' } }), { start: 7 })).toBe(7);
    });

    test('Loops: what failed has nothing to fold', async () => {
      const steps = [probe('x', { result: '$item' }), probe('y', BROKEN, { when: '$item == 2' })];
      expect(await valueOf(each([1, 2, 3], steps, { onError: 'continue', collect: { fold: '${ $acc + $x }', from: 0 } }))).toBe(4);
    });

    test('Who sees what: steps of a body are visible only in the same iteration', async () => {
      const steps = [
        probe('see', { x: '$x.v' }),
        probe('x', { result: { v: '$item' } }, { when: '$item != 2' }),
        probe('again', { x: '$x' }),
      ];
      const { probe: seen } = await ran(driver, definition([each([1, 2], steps)]));
      expect(seen.of('each[1].see')[0]?.params).toEqual({ x: null });
      expect(seen.of('each[0].again')[0]?.params).toEqual({ x: { v: 1 } });
      expect(seen.of('each[1].again')[0]?.params).toEqual({ x: null });
    });

    test("Who sees what: the loop's own `output` sees the iteration just ended", async () => {
      expect(await valueOf(each([1, 2], [probe('x', { result: '$item' })], { output: { last: '$x', all: '$result' } }))).toEqual({
        last: 2,
        all: [1, 2],
      });
      expect(await valueOf(each([], [probe('x')], { output: { last: '$x' } }))).toEqual({ last: null });
    });

    test("Names: a nested forEach has its own `as`; $index is the innermost loop's, `indexAs` keeps an outer one", async () => {
      const inner: Step = {
        id: 'inner',
        type: 'forEach',
        items: '$row',
        as: 'cell',
        steps: [probe('x', { cell: '$cell', row: '$row', i: '$r', j: '$index' })],
      };
      const { probe: seen } = await ran(
        driver,
        definition([each([['a'], ['b', 'c']], [inner, probe('y', { j: '$index' })], { as: 'row', indexAs: 'r' })]),
      );
      expect(seen.of('each[1].inner[1].x')[0]?.params).toEqual({ cell: 'c', row: ['b', 'c'], i: 1, j: 1 });
      expect(seen.of('each[1].y')[0]?.params).toEqual({ j: 1 });
      expect(seen.started).toEqual(['each[0].inner[0].x', 'each[0].y', 'each[1].inner[0].x', 'each[1].inner[1].x', 'each[1].y']);
    });

    test('Names: a loop variable hides an input key of the same name', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([each([1], [probe('x', { v: '$item', given: '$input.item' })]), probe('y', { v: '$item' })]),
        { input: { item: 'mine' } },
      );
      expect(seen.of('each[0].x')[0]?.params).toEqual({ v: 1, given: 'mine' });
      expect(seen.of('y')[0]?.params).toEqual({ v: 'mine' });
    });

    test('Variables belong to the run: a sequential loop carries them on', async () => {
      const steps: readonly Step[] = [{ id: 'add', type: 'set', values: { total: '${ default($total, 0) + $item }' } }];
      const { probe: seen } = await ran(driver, definition([each([1, 2, 3], steps), probe('see', { total: '$total' })]));
      expect(seen.of('see')[0]?.params).toEqual({ total: 6 });
    });

    test('Loops: maxIterations is not for forEach', async () => {
      expect(await valueOf(each([1, 2, 3], [probe('x', { result: 1 })])), 'unlimited').toEqual([1, 1, 1]);
      const { result } = await ran(driver, definition([each([1, 2, 3], [probe('x')])], { limits: { maxIterations: 2 } }));
      expect(result.status).toBe('COMPLETED');
    });

    test('an optional step that fails does not end its iteration', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([each([1, 2], [probe('x', BROKEN, { optional: true }), probe('y', { x: '$x' })])]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(seen.of('each[1].y')[0]?.params).toEqual({ x: null });
    });

    test('fail inside a loop fails it, and the loop may be optional', async () => {
      const steps: readonly Step[] = [{ id: 'f', type: 'fail', error: { code: 'Bad', message: 'item $item' }, when: '$item == 2' }];
      const { result } = await ran(driver, definition([each([1, 2, 3], steps, { optional: true }), probe('b', { got: '$each' })]));
      expect(result.status).toBe('COMPLETED');
      expect(result.steps[0]).toMatchObject({ status: 'FAILED', failure: { code: 'Bad', message: 'item 2', path: 'each[1].f' } });
    });

    test('return inside a loop ends the run with its value', async () => {
      const steps: readonly Step[] = [probe('x'), { id: 'r', type: 'return', value: '$item', when: '$item == 2' }, probe('y')];
      const { result, probe: seen } = await ran(driver, definition([each([1, 2, 3], steps), probe('never')]));
      expect(result).toMatchObject({ status: 'COMPLETED', output: 2 });
      expect(seen.started).toEqual(['each[0].x', 'each[0].y', 'each[1].x']);
    });

    test('a value of the loop that can not be worked out fails it', async () => {
      const { result } = await ran(driver, definition([each([1], [probe('x', { result: {} })], { collect: '${ $x.gone }' })]));
      expect(result.failure).toMatchObject({ code: 'MissingReference', step: 'each' });
    });

    test('Clocks: `timeout` of a loop cancels the iteration and fails it with class timeout', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([each([1, 2, 3], [probe('x', { sleep: '${ $item == 2 ? 60000 : 0 }' })], { timeout: 300 })]),
      );
      expect(result.failure).toMatchObject({ class: 'timeout', step: 'each' });
      expect(seen.started).toEqual(['each[0].x', 'each[1].x']);
    });

    test('Pause holds the next iteration', async () => {
      const run = await driver.start(definition([each([1, 2], [probe('x', { hold: '${ $item == 1 }' })])]));
      await run.probe.begun('each[0].x');
      await run.pause();
      run.probe.release('each[0].x');
      await run.untilTold(({ type, path }) => type === 'step:completed' && path === 'each[0].x');
      expect(run.probe.started).toEqual(['each[0].x']);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.started).toEqual(['each[0].x', 'each[1].x']);
    });

    test('cancelling the run ends the loop', async () => {
      const run = await driver.start(definition([each([1, 2], [probe('x', { hold: true })], { onError: 'continue' })]));
      await run.probe.begun('each[0].x');
      await run.cancel();
      expect(statuses(await run.result())).toMatchObject({ each: 'CANCELLED' });
      expect(run.probe.started).toEqual(['each[0].x']);
    });

    test('Rollback over loops: each iteration is undone, in reverse order of completion', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition(
          [probe('a', {}, undo()), each([7, 8], [probe('x', { result: '$item' }, undo({ got: '$x', i: '$index' }))]), probe('bad', BROKEN)],
          { rollbackOnFailure: true },
        ),
      );
      expect(result).toMatchObject({ status: 'ROLLED_BACK', rollbackPerformed: true });
      expect(seen.started.slice(-3)).toEqual(['each[1].x~rollback', 'each[0].x~rollback', 'a~rollback']);
      expect(seen.of('each[1].x~rollback')[0]?.params).toEqual({ got: 8, i: 1 });
    });

    test('Rollback: a completed loop with its own rollback is undone by that alone', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([each([1, 2], [probe('x', { result: '$item' }, undo())], undo({ all: '$each' })), probe('bad', BROKEN)], {
          rollbackOnFailure: true,
        }),
      );
      expect(seen.started.slice(-2)).toEqual(['bad', 'each~rollback']);
      expect(seen.of('each~rollback')[0]?.params).toEqual({ all: [1, 2] });
    });
  });
}
