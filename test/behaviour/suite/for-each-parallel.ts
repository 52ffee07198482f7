import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { ForEachStep } from '../../../src/core/definition/steps/for-each.ts';
import { allBegun, BROKEN, definition, probe, ran, released, statuses, undo, type Driver } from '../driver.ts';

function each(items: unknown, steps: readonly Step[], more: Partial<ForEachStep> = {}): Step {
  return { id: 'each', type: 'forEach', parallel: true, items, steps, ...more };
}

/** Every call of the step `x` of the iterations from 0 on. */
function paths(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `each[${i}].x`);
}

export function forEachParallel(driver: Driver): void {
  describe('for-each parallel', () => {
    test('iterations run side by side; the list is in item order, whichever ended first', async () => {
      const run = await driver.start(definition([each(['a', 'b', 'c'], [probe('x', { hold: true, result: '$item' })])]));
      await allBegun(run, ...paths(3));
      await released(run, 'each[2].x', 'each[0].x', 'each[1].x');
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { each: ['a', 'b', 'c'] } });
    });

    test('Loops: a parallel loop has $index, `batchSize` and `collect` like any', async () => {
      const steps = [probe('x', { got: '$items', at: '$index', result: '${ size($items) }' })];
      const { result, probe: seen } = await ran(
        driver,
        definition([each([1, 2, 3], steps, { batchSize: 2, collect: '${ $x * 10 + $index }' })]),
      );
      expect(result.output).toEqual({ each: [20, 11] });
      expect(seen.of('each[1].x')[0]?.params).toMatchObject({ got: [3], at: 1 });
    });

    test('Parallel: maxConcurrency of a loop limits calls only, blocks never hold a slot', async () => {
      const inner: Step = { id: 'i', type: 'if', condition: 'true', then: [probe('x', { sleep: 10 }), probe('y', { sleep: 10 })] };
      const { result, probe: seen } = await ran(
        driver,
        definition([each([1, 2, 3, 4], [inner, { id: 'w', type: 'wait', for: 20 }], { maxConcurrency: 2 })]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(seen.calls).toHaveLength(8);
      expect(seen.mostAtOnce).toBe(2);
    });

    test('Parallel: iterations that do not call are not counted by maxConcurrency', async () => {
      const run = await driver.start(definition([each([1, 2, 3], [{ id: 'e', type: 'event', event: 'go-$item' }], { maxConcurrency: 1 })]));
      for (const item of [3, 2, 1]) expect(await run.send({ type: `go-${item}` })).toBeUndefined();
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('Loops, in parallel: the first failure starts nothing more and cancels what runs', async () => {
      const params = { hold: '${ $item > 0 }', fail: '${ $item == 2 ? {"class": "permanent"} : {"times": 0} }' };
      const run = await driver.start(definition([each([1, 2, 3, 4], [probe('x', params), probe('y')], { maxConcurrency: 3 })]));
      await allBegun(run, ...paths(3));
      run.probe.release('each[1].x');
      const result = await run.result();
      expect(result).toMatchObject({ status: 'FAILED', failure: { path: 'each[1].x' } });
      expect(run.probe.started.toSorted()).toEqual([...paths(3)]);
      expect(run.probe.of('each[0].x')[0]?.aborted).toBe(true);
      expect(run.probe.of('each[2].x')[0]?.aborted).toBe(true);
    });

    test('Loops, in parallel: `breakWhen` starts nothing more and cancels what runs; the list holds the iterations that ended', async () => {
      const run = await driver.start(
        definition([each([1, 2, 3, 4, 5], [probe('x', { hold: true, result: '$item' })], { maxConcurrency: 4, breakWhen: '$x == 2' })]),
      );
      await allBegun(run, ...paths(4));
      await released(run, 'each[3].x');
      await run.probe.begun('each[4].x');
      run.probe.release('each[1].x');
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { each: [2, 4] } });
      expect(run.probe.of('each[0].x')[0]?.aborted).toBe(true);
    });

    test('Loops, in parallel: with `onError: continue` nothing is cancelled', async () => {
      const params = { hold: true, fail: '${ $item == 2 ? {"class": "permanent"} : {"times": 0} }', result: '$item' };
      const run = await driver.start(definition([each([1, 2, 3], [probe('x', params)], { onError: 'continue' })]));
      await allBegun(run, ...paths(3));
      await released(run, 'each[1].x', 'each[2].x', 'each[0].x');
      const result = await run.result();
      expect(result).toMatchObject({ status: 'COMPLETED', output: { each: [1, { index: 1, error: { code: 'ProbeFailed' } }, 3] } });
      expect(statuses(result)).toEqual({ each: 'COMPLETED', 'each[1].x': 'FAILED' });
    });

    test('Loops, in parallel: `collect: errors` and `none`', async () => {
      const steps = [probe('x', BROKEN, { when: '$item > 1' })];
      const errors = await ran(driver, definition([each([1, 2, 3], steps, { onError: 'continue', collect: 'errors' })]));
      expect(errors.result.output).toMatchObject({ each: [{ index: 1 }, { index: 2 }] });
      const none = await ran(driver, definition([each([1, 2, 3], steps, { onError: 'continue', collect: 'none' })]));
      expect(none.result.output).toEqual({ each: null });
    });

    test('Loops, in parallel: `fold` is worked out in item order, whichever ended first', async () => {
      const run = await driver.start(
        definition([
          each(['a', 'b', 'c'], [probe('x', { hold: true, result: '$item' })], { collect: { fold: '${ $acc + $x }', from: '>' } }),
        ]),
      );
      await allBegun(run, ...paths(3));
      await released(run, 'each[2].x', 'each[1].x', 'each[0].x');
      expect((await run.result()).output).toEqual({ each: '>abc' });
    });

    test('Loops, in parallel: a fold after a break holds the iterations that ended', async () => {
      const run = await driver.start(
        definition([
          each(['a', 'b', 'c'], [probe('x', { hold: true, result: '$item' })], {
            breakWhen: '$x == "c"',
            collect: { fold: '${ $acc + $x }', from: '' },
          }),
        ]),
      );
      await allBegun(run, ...paths(3));
      await released(run, 'each[1].x', 'each[2].x');
      expect((await run.result()).output).toEqual({ each: 'bc' });
    });

    test('Variables: inside a parallel iteration a new variable is local to it', async () => {
      const steps: readonly Step[] = [{ id: 's', type: 'set', values: { v: '$item' } }, probe('x', { sleep: 10 }), probe('y', { v: '$v' })];
      const { probe: seen, run } = await ran(driver, definition([each([1, 2], steps), probe('after', { v: '$v' })]));
      expect(seen.of('each[0].y')[0]?.params).toEqual({ v: 1 });
      expect(seen.of('each[1].y')[0]?.params).toEqual({ v: 2 });
      expect(seen.of('after')[0]?.params).toEqual({ v: null });
      expect((await run.state()).variables).toEqual({});
    });

    test('Variables: one from outside is seen in every iteration', async () => {
      const run = definition([{ id: 's', type: 'set', values: { v: 'out' } }, each([1, 2], [probe('x', { v: '$v' })])]);
      const { probe: seen } = await ran(driver, run);
      expect(seen.calls.map(({ params }) => params)).toEqual([{ v: 'out' }, { v: 'out' }]);
    });

    test('Who sees what: iterations do not see each other', async () => {
      const steps = [probe('x', { result: '$item' }, { when: '$item == 1' }), probe('w', { sleep: 20 }), probe('y', { x: '$x' })];
      const { probe: seen } = await ran(driver, definition([each([1, 2], steps)]));
      expect(seen.of('each[0].y')[0]?.params).toEqual({ x: 1 });
      expect(seen.of('each[1].y')[0]?.params).toEqual({ x: null });
    });

    test('no items: the empty list', async () => {
      expect((await ran(driver, definition([each([], [probe('x')])]))).result).toMatchObject({ status: 'COMPLETED', output: { each: [] } });
    });

    test('return inside a parallel loop ends the run and cancels the others', async () => {
      const steps: readonly Step[] = [probe('x', { hold: true }), { id: 'r', type: 'return', value: '$item' }];
      const run = await driver.start(definition([each(['a', 'b'], steps), probe('never')]));
      await allBegun(run, ...paths(2));
      run.probe.release('each[1].x');
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: 'b' });
      expect(run.probe.of('each[0].x')[0]?.aborted).toBe(true);
      expect(run.probe.of('never')).toEqual([]);
    });

    test('cancelling the run cancels every iteration', async () => {
      const run = await driver.start(definition([each([1, 2], [probe('x', { hold: true })], { onError: 'continue' })]));
      await allBegun(run, ...paths(2));
      await run.cancel();
      expect(statuses(await run.result())).toMatchObject({ each: 'CANCELLED' });
    });

    test('Pause in a parallel loop: what runs finishes, nothing starts', async () => {
      const run = await driver.start(definition([each([1, 2, 3], [probe('x', { hold: true }), probe('y')], { maxConcurrency: 2 })]));
      await allBegun(run, ...paths(2));
      await run.pause();
      await released(run, 'each[0].x', 'each[1].x');
      expect(run.probe.started.toSorted()).toEqual([...paths(2)]);
      run.probe.release('each[2].x');
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.calls).toHaveLength(6);
    });

    test('Rollback over a parallel loop: in reverse order of completion', async () => {
      const run = await driver.start(
        definition([each([1, 2, 3], [probe('x', { hold: true }, undo())]), probe('bad', BROKEN)], { rollbackOnFailure: true }),
      );
      await allBegun(run, ...paths(3));
      await released(run, 'each[1].x', 'each[2].x', 'each[0].x');
      expect((await run.result()).status).toBe('ROLLED_BACK');
      expect(run.probe.started.slice(-3)).toEqual(['each[0].x~rollback', 'each[2].x~rollback', 'each[1].x~rollback']);
    });

    test('Rollback: iterations that completed before the loop failed are undone', async () => {
      const params = { hold: true, fail: '${ $item == 2 ? {"class": "permanent"} : {"times": 0} }' };
      const run = await driver.start(definition([each([1, 2], [probe('x', params, undo())])], { rollbackOnFailure: true }));
      await allBegun(run, ...paths(2));
      await released(run, 'each[0].x', 'each[1].x');
      expect(await run.result()).toMatchObject({ status: 'ROLLED_BACK', rollbackPerformed: true });
      expect(run.probe.started.at(-1)).toBe('each[0].x~rollback');
    });
  });
}
