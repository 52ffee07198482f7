import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { TryStep } from '../../../src/core/definition/steps/try.ts';
import { BROKEN, definition, probe, ran, reached, statuses, undo, type Driver } from '../driver.ts';

function attempt(steps: readonly Step[], more: Partial<TryStep> = {}): Step {
  return { id: 'sync', type: 'try', steps, ...more };
}

const CLEAN = [probe('clean', { result: 'cleaned' })];

export function tryFinally(driver: Driver): void {
  describe('try finally', () => {
    test('finally runs after `steps`, and gives no value', async () => {
      const { result, probe: seen } = await ran(driver, definition([attempt([probe('push', { result: 1 })], { finally: CLEAN })]));
      expect(seen.started).toEqual(['sync.push', 'sync.clean']);
      expect(result.output).toEqual({ sync: 1 });
    });

    test('finally runs after the catch', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([attempt([probe('push', BROKEN)], { catch: [{ steps: [probe('c', { result: 2 })] }], finally: CLEAN })]),
      );
      expect(seen.started).toEqual(['sync.push', 'sync.c', 'sync.clean']);
      expect(result.output).toEqual({ sync: 2 });
    });

    test('finally runs when nothing caught the error, which goes on', async () => {
      const { result, probe: seen } = await ran(driver, definition([attempt([probe('push', BROKEN)], { finally: CLEAN }), probe('never')]));
      expect(seen.started).toEqual(['sync.push', 'sync.clean']);
      expect(result).toMatchObject({ status: 'FAILED', failure: { path: 'sync.push' } });
    });

    test('finally runs once, after the last pass', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([attempt([probe('push', { fail: {} })], { retry: { maxAttempts: 2, baseDelay: 5 }, finally: CLEAN, optional: true })]),
      );
      expect(seen.started).toEqual(['sync.push', 'sync#2.push', 'sync#2.clean']);
    });

    test('finally sees the steps of `steps` and of the catch', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([
          attempt([probe('a', { result: 1 }), probe('push', BROKEN)], {
            catch: [{ steps: [probe('c', { result: 2 })] }],
            finally: [probe('see', { a: '$a', p: '$push', c: '$c' })],
          }),
        ]),
      );
      expect(seen.of('sync.see')[0]?.params).toEqual({ a: 1, p: null, c: 2 });
    });

    test('Errors: an error in `finally` replaces the first, which becomes its `cause`', async () => {
      const clean = [probe('clean', { fail: { class: 'permanent', code: 'Dirty' } })];
      const { result } = await ran(driver, definition([attempt([probe('push', BROKEN)], { finally: clean })]));
      expect(result.failure).toMatchObject({ code: 'Dirty', path: 'sync.clean', cause: { code: 'ProbeFailed', path: 'sync.push' } });
    });

    test('Errors: an error in `finally` fails a try that had completed, or caught', async () => {
      const clean = [probe('clean', { fail: { class: 'permanent', code: 'Dirty' } })];
      const completed = await ran(driver, definition([attempt([probe('push')], { finally: clean })]));
      expect(completed.result).toMatchObject({ status: 'FAILED', failure: { code: 'Dirty' } });
      expect(completed.result.failure).not.toHaveProperty('cause');
      const caught = await ran(
        driver,
        definition([attempt([probe('push', BROKEN)], { catch: [{ steps: [probe('c')] }], finally: clean })]),
      );
      expect(caught.result).toMatchObject({ status: 'FAILED', failure: { code: 'Dirty' } });
    });

    test('Errors: an error in a catch is replaced by one in `finally` as well', async () => {
      const clean = [probe('clean', { fail: { class: 'permanent', code: 'Dirty' } })];
      const catches = [{ steps: [probe('c', { fail: { class: 'permanent', code: 'Worse' } })] }];
      const { result } = await ran(driver, definition([attempt([probe('push', BROKEN)], { catch: catches, finally: clean })]));
      expect(result.failure).toMatchObject({ code: 'Dirty', cause: { code: 'Worse' } });
    });

    test('Errors: cancellation is not caught, only `finally` sees it', async () => {
      const run = await driver.start(
        definition([
          attempt([probe('push', { hold: true })], { retry: { maxAttempts: 3 }, catch: [{ steps: [probe('c')] }], finally: CLEAN }),
          probe('never'),
        ]),
      );
      await run.probe.begun('sync.push');
      await run.cancel();
      const result = await run.result();
      expect(run.probe.started).toEqual(['sync.push', 'sync.clean']);
      expect(result.status).toBe('CANCELLED');
      expect(statuses(result)).toEqual({ sync: 'CANCELLED', 'sync.push': 'CANCELLED', 'sync.clean': 'COMPLETED' });
    });

    test('Errors: `finally` is awaited before what was cancelled is rolled back', async () => {
      const run = await driver.start(
        definition([probe('a', {}, undo()), attempt([probe('push', { hold: true })], { finally: [probe('clean', { sleep: 50 })] })], {
          rollbackOnFailure: true,
        }),
      );
      await run.probe.begun('sync.push');
      await run.cancel();
      expect((await run.result()).status).toBe('CANCELLED');
      expect(run.probe.started).toEqual(['a', 'sync.push', 'sync.clean', 'a~rollback']);
      expect(run.probe.of('a~rollback')[0]?.began).toBeGreaterThan(run.probe.of('sync.clean')[0]?.ended ?? Infinity);
    });

    test('finally of a branch that lost the join runs, and is awaited', async () => {
      const slow = attempt([probe('push', { hold: true })], { finally: [probe('clean', { sleep: 30 })] });
      const run = await driver.start(
        definition([
          { id: 'fork', type: 'parallel', join: 'any', branches: { slow: [slow], quick: [probe('q', { hold: true })] } },
          probe('b'),
        ]),
      );
      await run.probe.begun('fork.slow.sync.push');
      run.probe.release('fork.quick.q');
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.of('b')[0]?.began).toBeGreaterThan(run.probe.of('fork.slow.sync.clean')[0]?.ended ?? Infinity);
    });

    test("finally runs when the workflow's time is over", async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([attempt([probe('push', { sleep: 60_000 })], { finally: CLEAN })], { timeout: 200 }),
      );
      expect(result).toMatchObject({ status: 'FAILED', failure: { class: 'timeout' } });
      expect(seen.started).toEqual(['sync.push', 'sync.clean']);
    });

    test('finally runs when `return` ends the run from inside, or from elsewhere', async () => {
      const inside = await ran(driver, definition([attempt([{ id: 'r', type: 'return', value: 1 }], { finally: CLEAN })]));
      expect(inside.result).toMatchObject({ status: 'COMPLETED', output: 1 });
      expect(inside.probe.started).toEqual(['sync.clean']);
      const steps = [attempt([probe('push', { hold: true })], { finally: CLEAN }), probe('a', { hold: true })];
      const run = await driver.start(definition([...steps, { id: 'r', type: 'return', value: 2, dependsOn: ['a'] }], { mode: 'graph' }));
      await Promise.all([run.probe.begun('sync.push'), run.probe.begun('a')]);
      run.probe.release('a');
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: 2 });
      expect(run.probe.of('sync.clean')).toHaveLength(1);
    });

    test('finally sees the pass that ran, also when the run is cancelled before the next', async () => {
      const steps = [probe('x', { result: 7 }), probe('bad', { fail: {} })];
      const run = await driver.start(
        definition([attempt(steps, { retry: { maxAttempts: 2, baseDelay: 60_000 }, finally: [probe('clean', { saw: '$x' })] })]),
      );
      await reached(run, 'sync.bad', 'FAILED');
      await run.cancel();
      expect((await run.result()).status).toBe('CANCELLED');
      expect(run.probe.of('sync.clean')[0]?.params).toEqual({ saw: 7 });
    });

    test('Pause holds `finally` too', async () => {
      const run = await driver.start(definition([attempt([probe('push', { hold: true })], { finally: CLEAN })]));
      await run.probe.begun('sync.push');
      await run.pause();
      run.probe.release('sync.push');
      await run.untilTold(({ path, type }) => path === 'sync.push' && type === 'step:completed');
      expect(run.probe.started).toEqual(['sync.push']);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
    });
  });
}
