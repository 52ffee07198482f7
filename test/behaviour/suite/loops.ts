import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { LoopFields } from '../../../src/core/definition/steps/while.ts';
import { BROKEN, definition, probe, ran, statuses, undo, type Driver } from '../driver.ts';
import { virtualOnly } from '../virtual-only.ts';

type More = Partial<LoopFields>;

function whileLoop(condition: string | boolean, steps: readonly Step[], more: More = {}): Step {
  return { id: 'loop', type: 'while', condition, steps, ...more };
}

function untilLoop(condition: string | boolean, steps: readonly Step[], more: More = {}): Step {
  return { id: 'loop', type: 'until', condition, steps, ...more };
}

/** Says in which iteration it is. */
const COUNTING = [probe('x', { result: { n: '$index' } })];

export function loops(driver: Driver): void {
  const exact = virtualOnly(driver, 'delays are compared to the millisecond');
  const iterations = async (step: Step, input: Readonly<Record<string, unknown>> = {}) => {
    const { result, probe: seen } = await ran(driver, definition([step]), { input });
    return { count: seen.calls.filter(({ path }) => path.endsWith('.x')).length, result };
  };

  describe('while and until', () => {
    test('Loops: `while` tests before an iteration', async () => {
      const { count, result } = await iterations(whileLoop('$go', COUNTING), { go: false });
      expect([count, result.status, result.output]).toEqual([0, 'COMPLETED', { loop: null }]);
    });

    test('Loops: `until` tests after an iteration', async () => {
      const { count, result } = await iterations(untilLoop('$stop', COUNTING), { stop: true });
      expect([count, result.status, result.output]).toEqual([1, 'COMPLETED', { loop: { n: 0 } }]);
    });

    test('Loops: in a `while` condition $index is that of the iteration to come', async () => {
      expect((await iterations(whileLoop('$index < 3', COUNTING))).count).toBe(3);
      expect((await iterations(whileLoop('$index == 0', COUNTING))).count).toBe(1);
    });

    test('Loops: in an `until` condition $index is that of the iteration just ended', async () => {
      expect((await iterations(untilLoop('$index == 0', COUNTING))).count).toBe(1);
      expect((await iterations(untilLoop('$index >= 2', COUNTING))).count).toBe(3);
    });

    test('Who sees what: a `while` condition sees the iteration just ended, null before the first', async () => {
      expect((await iterations(whileLoop('!has($x) || $x.n < 2', COUNTING))).count).toBe(3);
      const { count, result } = await iterations(whileLoop('$x.n', COUNTING));
      expect([count, result.status]).toEqual([0, 'COMPLETED']);
    });

    test('Who sees what: an `until` condition sees the iteration just ended', async () => {
      expect((await iterations(untilLoop('$x.n == 2', COUNTING))).count).toBe(3);
    });

    test('Expressions: null as a condition counts as false, for `until` too', async () => {
      const { count, result } = await iterations(untilLoop('$index > 1 ? true : $input.nothing', COUNTING), { nothing: null });
      expect([count, result.status]).toEqual([3, 'COMPLETED']);
    });

    test.each(['while', 'until'] as const)(
      'Expressions: a condition of `%s` that is neither true, false nor null is an error',
      async (type) => {
        const { result } = await iterations({ id: 'loop', type, condition: '$index + 1', steps: COUNTING });
        expect(result.failure).toMatchObject({ code: 'ExpressionError', step: 'loop' });
      },
    );

    test('Values: of the last iteration', async () => {
      const steps = [...COUNTING, probe('y', { result: 'y$index' })];
      expect((await iterations(whileLoop('$index < 3', steps))).result.output).toEqual({ loop: 'y2' });
      expect((await iterations(untilLoop('$index == 1', steps))).result.output).toEqual({ loop: 'y1' });
    });

    test("Values: the last iteration's, null when its last step was skipped in it", async () => {
      const steps = [...COUNTING, probe('y', { result: 'y' }, { when: '$index == 0' })];
      expect((await iterations(whileLoop('$index < 2', steps))).result.output).toEqual({ loop: null });
    });

    test.each(['while', 'until'] as const)('Loops: `breakWhen` of `%s` is tested after each iteration', async (type) => {
      const { count, result } = await iterations({
        id: 'loop',
        type,
        condition: type === 'while',
        steps: COUNTING,
        breakWhen: '$x.n == 1 && $index == 1',
      });
      expect([count, result.output]).toEqual([2, { loop: { n: 1 } }]);
    });

    test('Who sees what: steps of a body are null in the next iteration until they ran again', async () => {
      const steps = [probe('see', { x: '$x.n' }), ...COUNTING, probe('again', { x: '$x.n' })];
      const { probe: seen } = await ran(driver, definition([whileLoop('$index < 2', steps)]));
      expect([0, 1].map((i) => [seen.of(`loop[${i}].see`)[0]?.params['x'], seen.of(`loop[${i}].again`)[0]?.params['x']])).toEqual([
        [null, 0],
        [null, 1],
      ]);
    });

    test("Who sees what: a loop's `output` sees the iteration just ended", async () => {
      const { result } = await iterations(whileLoop('$index < 3', [...COUNTING, probe('y')], { output: { n: '$x.n', y: '$result' } }));
      expect(result.output).toEqual({ loop: { n: 2, y: null } });
      const none = await iterations(whileLoop(false, COUNTING, { output: { x: '$x' } }));
      expect(none.result.output).toEqual({ loop: { x: null } });
    });

    test('Names: `indexAs` names the index too, in the condition as in the body', async () => {
      const steps = [probe('x', { i: '$n', j: '$index' })];
      const { probe: seen } = await ran(driver, definition([whileLoop('$n < 2', steps, { indexAs: 'n', breakWhen: '$n == 5' })]));
      expect(seen.calls.map(({ params }) => params)).toEqual([
        { i: 0, j: 0 },
        { i: 1, j: 1 },
      ]);
    });

    test('Paths: each iteration has a path of its own', async () => {
      const { probe: seen, run } = await ran(driver, definition([untilLoop('$index == 1', COUNTING)]));
      expect(seen.calls.map(({ path, idempotencyKey }) => [path, idempotencyKey])).toEqual([
        ['loop[0].x', `${run.runId}/loop[0].x`],
        ['loop[1].x', `${run.runId}/loop[1].x`],
      ]);
    });

    test.each(['while', 'until'] as const)('Loops: passing `maxIterations` of `%s` fails with IterationLimit', async (type) => {
      const { count, result } = await iterations({ id: 'loop', type, condition: type === 'while', steps: COUNTING, maxIterations: 3 });
      expect(count).toBe(3);
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'IterationLimit', step: 'loop' } });
    });

    test.each(['while', 'until'] as const)('Loops: as many iterations as `maxIterations` of `%s` are allowed', async (type) => {
      const condition = type === 'while' ? '$index < 3' : '$index == 2';
      const { count, result } = await iterations({ id: 'loop', type, condition, steps: COUNTING, maxIterations: 3 });
      expect([count, result.status]).toEqual([3, 'COMPLETED']);
    });

    test("Loops: `maxIterations` is the limits' unless the loop says otherwise", async () => {
      const limited = await ran(driver, definition([whileLoop(true, COUNTING)], { limits: { maxIterations: 2 } }));
      expect(limited.result.failure).toMatchObject({ code: 'IterationLimit' });
      expect(limited.probe.calls).toHaveLength(2);
      const own = await ran(
        driver,
        definition([whileLoop('$index < 3', COUNTING, { maxIterations: 3 })], { limits: { maxIterations: 2 } }),
      );
      expect(own.result.status).toBe('COMPLETED');
    });

    exact('Loops: `delay` is between iterations, neither before the first nor after the last', async () => {
      const three = await iterations(whileLoop('$index < 3', COUNTING, { delay: '1h' }));
      expect([three.count, three.result.duration]).toEqual([3, 2 * 3_600_000]);
      const one = await iterations(untilLoop(true, COUNTING, { delay: '1h' }));
      expect([one.count, one.result.duration]).toEqual([1, 0]);
      const broken = await iterations(whileLoop(true, COUNTING, { delay: '1h', breakWhen: '$index == 1' }));
      expect([broken.count, broken.result.duration]).toEqual([2, 3_600_000]);
    });

    exact('Loops: a `while` is tested before the delay, at the end of the iteration before', async () => {
      const run = await driver.start(
        definition([whileLoop('$index == 0 || $v != "stop"', [probe('x', { at: '$run.now' })], { delay: '1h' }), probe('b')], {
          input: { properties: { v: {} } },
        }),
        { input: { v: 'stop' } },
      );
      expect((await run.result()).duration).toBe(0);
    });

    test('Variables: carried from one iteration to the next', async () => {
      const steps: readonly Step[] = [{ id: 's', type: 'set', values: { n: '${ default($n, 0) + 1 }' } }, probe('x', { n: '$n' })];
      const { count, result } = await iterations(whileLoop('default($n, 0) < 4', steps));
      expect([count, result.status]).toEqual([4, 'COMPLETED']);
    });

    test('Paths: loops in loops', async () => {
      const inner: Step = { id: 'inner', type: 'until', condition: '$index == 1', steps: [probe('x', { i: '$outer', j: '$index' })] };
      const { probe: seen } = await ran(driver, definition([whileLoop('$index < 2', [inner], { indexAs: 'outer' })]));
      expect(seen.started).toEqual(['loop[0].inner[0].x', 'loop[0].inner[1].x', 'loop[1].inner[0].x', 'loop[1].inner[1].x']);
      expect(seen.of('loop[1].inner[0].x')[0]?.params).toEqual({ i: 1, j: 0 });
    });

    test('a failing step fails the loop; of the body only it is named by the result', async () => {
      const steps = [probe('y'), probe('x', BROKEN, { when: '$index == 1' })];
      const { result } = await iterations(whileLoop('$index < 3', steps));
      expect(result).toMatchObject({ status: 'FAILED', failure: { path: 'loop[1].x' } });
      expect(statuses(result)).toEqual({ loop: 'FAILED', 'loop[1].x': 'FAILED' });
    });

    test('return inside a loop ends the run', async () => {
      const steps: readonly Step[] = [...COUNTING, { id: 'r', type: 'return', value: '$index', when: '$index == 1' }];
      expect((await iterations(whileLoop(true, steps))).result).toMatchObject({ status: 'COMPLETED', output: 1 });
    });

    test('Clocks: `timeout` of a loop fails it with class timeout', async () => {
      const { result } = await iterations(whileLoop(true, COUNTING, { delay: 60_000, timeout: 200 }));
      expect(result.failure).toMatchObject({ class: 'timeout', step: 'loop' });
    });

    test('cancelling the run ends a loop in its delay', async () => {
      const run = await driver.start(
        definition([probe('a', { hold: true }), whileLoop(true, COUNTING, { delay: '1h' })], { mode: 'graph' }),
      );
      await run.probe.begun('loop[0].x');
      await run.cancel();
      expect(statuses(await run.result())).toMatchObject({ loop: 'CANCELLED' });
    });

    test('Rollback over loops: each iteration is undone, in reverse order', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([whileLoop('$index < 2', [probe('x', {}, undo())]), probe('bad', BROKEN)], { rollbackOnFailure: true }),
      );
      expect(result.status).toBe('ROLLED_BACK');
      expect(seen.started.slice(-2)).toEqual(['loop[1].x~rollback', 'loop[0].x~rollback']);
    });
  });
}
