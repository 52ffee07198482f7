import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { ParallelStep } from '../../../src/core/definition/steps/parallel.ts';
import { allBegun, BROKEN, definition, probe, ran, released, statuses, undo, type Driver } from '../driver.ts';

function fork(branches: ParallelStep['branches'], more: Partial<ParallelStep> = {}): Step {
  return { id: 'fork', type: 'parallel', branches, ...more };
}

/** A branch that ends when the test says so. */
function held(id: string, params: Readonly<Record<string, unknown>> = {}): readonly Step[] {
  return [probe(id, { hold: true, ...params })];
}

export function parallel(driver: Driver): void {
  describe('parallel', () => {
    test('branches run side by side, their values are collected by name', async () => {
      const run = await driver.start(definition([fork({ eu: held('e', { result: 1 }), us: held('u', { result: 2 }) })]));
      await allBegun(run, 'fork.eu.e', 'fork.us.u');
      await released(run, 'fork.us.u', 'fork.eu.e');
      const result = await run.result();
      expect(result).toMatchObject({ status: 'COMPLETED', output: { fork: { eu: 1, us: 2 } } });
      expect(Object.keys((result.output as { fork: object }).fork)).toEqual(['eu', 'us']);
    });

    test('Paths: a branch is part of the path, `fork.eu.notify`', async () => {
      const { result } = await ran(driver, definition([fork({ eu: [probe('notify')], us: [probe('tell'), probe('log')] })]));
      expect(result.steps.map(({ path }) => path)).toEqual(['fork', 'fork.eu.notify', 'fork.us.tell', 'fork.us.log']);
    });

    test("Values: a branch's value is that of its last declared step", async () => {
      const branches = { a: [probe('x', { result: 1 }), probe('y', { result: 2 })], b: [probe('z', {}, { when: 'false' })], c: [] };
      const { result } = await ran(driver, definition([fork(branches)]));
      expect(result.output).toEqual({ fork: { a: 2, b: null, c: null } });
    });

    test('Values: `output` on a parallel replaces its value and sees the steps inside', async () => {
      const { result } = await ran(
        driver,
        definition([fork({ a: [probe('x', { result: 1 })], b: [probe('y', { result: 2 })] }, { output: ['$x', '$y', '$result.a'] })]),
      );
      expect(result.output).toEqual({ fork: [1, 2, 1] });
    });

    test('Who sees what: steps of branches are visible after the join', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([
          fork({ a: [probe('x', { result: { v: 7 } })], b: [probe('y', {}, { when: 'false' })] }),
          probe('b', { v: '$x.v', n: '$y.z' }),
        ]),
      );
      expect(seen.of('b')[0]?.params).toEqual({ v: 7, n: null });
    });

    test('Parallel, all: the first failing branch cancels the rest and fails', async () => {
      const run = await driver.start(
        definition([
          fork({ a: held('x'), b: held('y', { fail: { class: 'permanent', code: 'No' } }), c: [probe('z'), ...held('w')] }),
          probe('never'),
        ]),
      );
      await allBegun(run, 'fork.a.x', 'fork.b.y', 'fork.c.w');
      run.probe.release('fork.b.y');
      const result = await run.result();
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'No', step: 'y', path: 'fork.b.y' } });
      expect(statuses(result)).toEqual({
        fork: 'FAILED',
        'fork.a.x': 'CANCELLED',
        'fork.b.y': 'FAILED',
        'fork.c.z': 'COMPLETED',
        'fork.c.w': 'CANCELLED',
      });
      expect(run.probe.of('fork.a.x')[0]?.aborted).toBe(true);
    });

    test('Parallel, any: done when one branch has completed; what is decided cancels the rest', async () => {
      const run = await driver.start(
        definition([
          fork({ a: held('x'), b: held('y', BROKEN), c: held('z', { result: 3 }) }, { join: 'any' }),
          probe('then', { got: '$fork' }),
        ]),
      );
      await allBegun(run, 'fork.a.x', 'fork.b.y', 'fork.c.z');
      await released(run, 'fork.b.y', 'fork.c.z');
      const result = await run.result();
      expect(result.status).toBe('COMPLETED');
      expect(run.probe.of('then')[0]?.params).toEqual({ got: { branch: 'c', value: 3 } });
      expect(statuses(result)).toMatchObject({ fork: 'COMPLETED', 'fork.a.x': 'CANCELLED', 'fork.b.y': 'FAILED', 'fork.c.z': 'COMPLETED' });
    });

    test('Parallel, any: fails when no branch can complete any more', async () => {
      const { result } = await ran(driver, definition([fork({ a: [probe('x', BROKEN)], b: [probe('y', BROKEN)] }, { join: 'any' })]));
      expect(result.status).toBe('FAILED');
      expect(statuses(result)).toEqual({ fork: 'FAILED', 'fork.a.x': 'FAILED', 'fork.b.y': 'FAILED' });
    });

    test('Parallel, atLeast: done when n branches have completed', async () => {
      const run = await driver.start(
        definition([fork({ a: held('x', { result: 1 }), b: held('y'), c: held('z', { result: 3 }) }, { join: { atLeast: 2 } })]),
      );
      await allBegun(run, 'fork.a.x', 'fork.b.y', 'fork.c.z');
      await released(run, 'fork.c.z');
      expect(statuses(await run.state())).toMatchObject({ fork: 'RUNNING', 'fork.c.z': 'COMPLETED' });
      await released(run, 'fork.a.x');
      const result = await run.result();
      expect(result).toMatchObject({ status: 'COMPLETED', output: { fork: { a: 1, b: null, c: 3 } } });
      expect(statuses(result)).toMatchObject({ 'fork.b.y': 'CANCELLED' });
    });

    test("Parallel, atLeast: fails as soon as n can't be and cancels the rest", async () => {
      const run = await driver.start(
        definition([fork({ a: held('x', BROKEN), b: held('y', BROKEN), c: held('z') }, { join: { atLeast: 2 } })]),
      );
      await allBegun(run, 'fork.a.x', 'fork.b.y', 'fork.c.z');
      await released(run, 'fork.a.x', 'fork.b.y');
      const result = await run.result();
      expect(result.status).toBe('FAILED');
      expect(statuses(result)).toMatchObject({ fork: 'FAILED', 'fork.c.z': 'CANCELLED' });
    });

    test('Parallel, race: the first to end decides, well', async () => {
      const run = await driver.start(definition([fork({ slow: held('s'), quick: held('q', { result: 1 }) }, { join: 'race' })]));
      await allBegun(run, 'fork.slow.s', 'fork.quick.q');
      run.probe.release('fork.quick.q');
      const result = await run.result();
      expect(result).toMatchObject({ status: 'COMPLETED', output: { fork: { branch: 'quick', value: 1 } } });
      expect(statuses(result)).toMatchObject({ 'fork.slow.s': 'CANCELLED' });
    });

    test('Parallel, race: the first to end decides, badly', async () => {
      const run = await driver.start(definition([fork({ slow: held('s'), quick: held('q', BROKEN) }, { join: 'race' })]));
      await allBegun(run, 'fork.slow.s', 'fork.quick.q');
      run.probe.release('fork.quick.q');
      const result = await run.result();
      expect(result).toMatchObject({ status: 'FAILED', failure: { path: 'fork.quick.q' } });
      expect(statuses(result)).toMatchObject({ fork: 'FAILED', 'fork.slow.s': 'CANCELLED' });
    });

    test('Parallel, merge: objects are joined in branch order, whichever ended first', async () => {
      const run = await driver.start(
        definition([
          fork({ a: held('x', { result: { k: 'a', x: 1 } }), b: held('y', { result: { k: 'b', y: 2 } }) }, { aggregate: 'merge' }),
        ]),
      );
      await allBegun(run, 'fork.a.x', 'fork.b.y');
      await released(run, 'fork.b.y', 'fork.a.x');
      expect((await run.result()).output).toEqual({ fork: { k: 'b', x: 1, y: 2 } });
    });

    test('Parallel, first: {branch, value} of the first branch that completed', async () => {
      const run = await driver.start(
        definition([fork({ a: held('x', { result: 1 }), b: held('y', { result: 2 }) }, { aggregate: 'first' })]),
      );
      await allBegun(run, 'fork.a.x', 'fork.b.y');
      await released(run, 'fork.b.y', 'fork.a.x');
      expect((await run.result()).output).toEqual({ fork: { branch: 'b', value: 2 } });
    });

    test('Parallel, an expression sees $result = collect, and the steps inside', async () => {
      const branches = { a: [probe('x', { result: 1 })], b: [probe('y', { result: 2 })] };
      const sum = await ran(driver, definition([fork(branches, { aggregate: '${ $result.a + $result.b + $x }' })]));
      expect(sum.result.output).toEqual({ fork: 4 });
    });

    test('Parallel: `aggregate: collect` also for any and race, null for the cancelled', async () => {
      const run = await driver.start(
        definition([fork({ a: held('x'), b: held('y', { result: 2 }) }, { join: 'any', aggregate: 'collect' })]),
      );
      await allBegun(run, 'fork.a.x', 'fork.b.y');
      run.probe.release('fork.b.y');
      expect((await run.result()).output).toEqual({ fork: { a: null, b: 2 } });
    });

    test('Parallel: only calls count against maxConcurrency, blocks never hold a slot', async () => {
      const inner: Step = {
        id: 'inner',
        type: 'parallel',
        maxConcurrency: 1,
        branches: { l: [probe('l1'), probe('l2')], r: [probe('r1')] },
      };
      const waiting: Step = { id: 'w', type: 'wait', for: 30 };
      const { result, probe: seen } = await ran(
        driver,
        definition([fork({ a: [inner, probe('a1')], b: [waiting, probe('b1')], c: [probe('c1')] }, { maxConcurrency: 1 })]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(seen.calls).toHaveLength(6);
      expect(seen.mostAtOnce).toBe(1);
    });

    test("Parallel: the run's maxConcurrency holds over all branches", async () => {
      const branches = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`b${i}`, [probe(`s${i}`, { sleep: 20 })]]));
      const { result, probe: seen } = await ran(driver, definition([fork(branches)], { maxConcurrency: 2 }));
      expect(result.status).toBe('COMPLETED');
      expect(seen.mostAtOnce).toBe(2);
    });

    test('Variables: inside a branch a new variable is local to it', async () => {
      const branch = (name: string): readonly Step[] => [
        { id: `set_${name}`, type: 'set', values: { v: name } },
        probe(`wait_${name}`, { sleep: 10 }),
        probe(`see_${name}`, { v: '$v' }),
      ];
      const { probe: seen, run } = await ran(driver, definition([fork({ a: branch('a'), b: branch('b') }), probe('after', { v: '$v' })]));
      expect(seen.of('fork.a.see_a')[0]?.params).toEqual({ v: 'a' });
      expect(seen.of('fork.b.see_b')[0]?.params).toEqual({ v: 'b' });
      expect(seen.of('after')[0]?.params).toEqual({ v: null });
      expect((await run.state()).variables).toEqual({});
    });

    test('Failing (4): a parallel has its own `optional`', async () => {
      const { result } = await ran(
        driver,
        definition([fork({ a: [probe('x', BROKEN)] }, { optional: true }), probe('b', { got: '$fork' })]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(statuses(result)).toEqual({ fork: 'FAILED', 'fork.a.x': 'FAILED', b: 'COMPLETED' });
    });

    test('an optional step that fails does not end its branch', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([fork({ a: [probe('x', BROKEN, { optional: true }), probe('y')], b: [probe('z')] })]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(seen.of('fork.a.y')).toHaveLength(1);
    });

    test('Clocks: `timeout` of a parallel cancels what is inside and fails it with class timeout', async () => {
      const { result } = await ran(driver, definition([fork({ a: [probe('x', { sleep: 60_000 })], b: [probe('y')] }, { timeout: 200 })]));
      expect(result.failure).toMatchObject({ class: 'timeout', step: 'fork' });
      expect(statuses(result)).toEqual({ fork: 'FAILED', 'fork.a.x': 'CANCELLED', 'fork.b.y': 'COMPLETED' });
    });

    test('cancelling the run cancels every branch', async () => {
      const run = await driver.start(definition([fork({ a: held('x'), b: held('y') }, { join: 'any' })]));
      await allBegun(run, 'fork.a.x', 'fork.b.y');
      await run.cancel();
      const result = await run.result();
      expect(result.status).toBe('CANCELLED');
      expect(statuses(result)).toEqual({ fork: 'CANCELLED', 'fork.a.x': 'CANCELLED', 'fork.b.y': 'CANCELLED' });
    });

    test('Rollback over branches: in reverse order of completion', async () => {
      const run = await driver.start(
        definition([fork({ a: [probe('x', { hold: true }, undo())], b: [probe('y', { hold: true }, undo())] }), probe('bad', BROKEN)], {
          rollbackOnFailure: true,
        }),
      );
      await allBegun(run, 'fork.a.x', 'fork.b.y');
      await released(run, 'fork.b.y', 'fork.a.x');
      expect((await run.result()).status).toBe('ROLLED_BACK');
      expect(run.probe.started.slice(-2)).toEqual(['fork.a.x~rollback', 'fork.b.y~rollback']);
    });

    test('return inside a branch ends the run and cancels the others', async () => {
      const run = await driver.start(
        definition([fork({ a: held('x'), b: [...held('y'), { id: 'r', type: 'return', value: 'early' }] }), probe('never')]),
      );
      await allBegun(run, 'fork.a.x', 'fork.b.y');
      run.probe.release('fork.b.y');
      const result = await run.result();
      expect(result).toMatchObject({ status: 'COMPLETED', output: 'early' });
      expect(statuses(result)).toMatchObject({ 'fork.a.x': 'CANCELLED', 'fork.b.r': 'COMPLETED' });
      expect(result.steps.map(({ path }) => path)).not.toContain('never');
    });
  });
}
