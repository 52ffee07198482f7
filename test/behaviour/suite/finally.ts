import { describe, expect, test } from 'vitest';

import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { BROKEN, definition, probe, ran, reached, statuses, undo, type Driver } from '../driver.ts';

/** Tells what it sees of the end. */
const LAST: Partial<WorkflowDefinition> = {
  finally: [probe('last', { status: '$run.status', error: '$run.error', output: '$run.output' })],
};

export function workflowFinally(driver: Driver): void {
  describe('finally of the workflow', () => {
    test('runs last when the run completed, and sees $run.status, error and output', async () => {
      const { result, probe: seen } = await ran(driver, definition([probe('a', { result: 1 })], { output: { v: '$a' }, ...LAST }));
      expect(seen.started).toEqual(['a', 'finally.last']);
      expect(seen.of('finally.last')[0]?.params).toEqual({ status: 'COMPLETED', error: null, output: { v: 1 } });
      expect(result).toMatchObject({ status: 'COMPLETED', output: { v: 1 } });
    });

    test('Paths: finally.step; its steps are in the result', async () => {
      const { result } = await ran(driver, definition([probe('a')], LAST));
      expect(statuses(result)).toEqual({ a: 'COMPLETED', 'finally.last': 'COMPLETED' });
    });

    test('Progress counts the top list, not finally', async () => {
      const { result } = await ran(driver, definition([probe('a')], LAST));
      expect(result.progress).toMatchObject({ totalSteps: 1, completedSteps: 1, percentComplete: 100 });
    });

    test('runs when the run failed, and sees the error; it does not catch it', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', { fail: { class: 'permanent', code: 'No' } }), probe('never')], LAST),
      );
      expect(seen.started).toEqual(['a', 'finally.last']);
      expect(seen.of('finally.last')[0]?.params).toMatchObject({
        status: 'FAILED',
        error: { code: 'No', step: 'a', path: 'a' },
        output: null,
      });
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'No' } });
    });

    test('Failing: (6) rollback, then (7) finally, which knows what came of it', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', {}, undo()), probe('bad', BROKEN)], { rollbackOnFailure: true, ...LAST }),
      );
      expect(seen.started).toEqual(['a', 'bad', 'a~rollback', 'finally.last']);
      expect(seen.of('finally.last')[0]?.params).toMatchObject({ status: 'ROLLED_BACK' });
      expect(result.status).toBe('ROLLED_BACK');
    });

    test('runs when the run was cancelled', async () => {
      const run = await driver.start(definition([probe('a', { hold: true }, undo()), probe('b')], LAST));
      await run.probe.begun('a');
      await run.cancel();
      expect((await run.result()).status).toBe('CANCELLED');
      expect(run.probe.of('finally.last')[0]?.params).toMatchObject({ status: 'CANCELLED', error: { class: 'cancelled' } });
    });

    test('runs after `return`', async () => {
      const { result, probe: seen } = await ran(driver, definition([{ id: 'r', type: 'return', value: 'early' }, probe('never')], LAST));
      expect(seen.started).toEqual(['finally.last']);
      expect(seen.calls[0]?.params).toEqual({ status: 'COMPLETED', error: null, output: 'early' });
      expect(result.output).toBe('early');
    });

    test('after `return` it catches, and keeps its time limits, as ever', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([{ id: 'r', type: 'return', value: 1 }], {
          finally: [
            { id: 't', type: 'try', steps: [probe('x', BROKEN)], catch: [{ steps: [probe('c')] }] },
            { id: 'late', type: 'if', condition: 'true', timeout: 200, optional: true, then: [probe('y', { sleep: 60_000 })] },
          ],
        }),
      );
      expect(result).toMatchObject({ status: 'COMPLETED', output: 1 });
      expect(seen.started).toEqual(['finally.t.x', 'finally.t.c', 'finally.late.y']);
      expect(statuses(result)).toMatchObject({ 'finally.t': 'COMPLETED', 'finally.late': 'FAILED' });
    });

    test('runs after a PARTIAL end', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', BROKEN), probe('b', { result: 2 })], { failureStrategy: 'continue-on-error', ...LAST }),
      );
      expect(seen.of('finally.last')[0]?.params).toMatchObject({ status: 'PARTIAL', output: { a: null, b: 2 } });
      expect(result.status).toBe('PARTIAL');
    });

    test("Clocks: `finally` runs outside the workflow's timeout", async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', { sleep: 60_000 })], { timeout: 150, finally: [probe('last', { sleep: 300 })] }),
      );
      expect(result).toMatchObject({ status: 'FAILED', failure: { class: 'timeout' } });
      expect(statuses(result)).toEqual({ a: 'CANCELLED', 'finally.last': 'COMPLETED' });
      expect(seen.of('finally.last')[0]?.aborted).toBeUndefined();
    });

    test('sees the steps and variables of the run; what was not reached is null', async () => {
      const see = probe('see', { a: '$a.v', v: '$v', bad: '$bad.x', never: '$never', input: '$n' });
      const { probe: seen } = await ran(
        driver,
        definition([probe('a', { result: { v: 1 } }), { id: 's', type: 'set', values: { v: 2 } }, probe('bad', BROKEN), probe('never')], {
          finally: [see],
        }),
        { input: { n: 3 } },
      );
      expect(seen.of('finally.see')[0]?.params).toEqual({ a: 1, v: 2, bad: null, never: null, input: 3 });
    });

    test("Errors: an error in the workflow's `finally` makes a COMPLETED run FAILED, without rollback", async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', { result: 1 }, undo())], {
          rollbackOnFailure: true,
          finally: [probe('f', { fail: { class: 'permanent', code: 'Dirty' } }), probe('g')],
        }),
      );
      expect(seen.started).toEqual(['a', 'finally.f']);
      expect(result).toMatchObject({
        status: 'FAILED',
        success: false,
        output: null,
        rollbackPerformed: false,
        failure: { code: 'Dirty', path: 'finally.f' },
      });
      expect(statuses(result)).toMatchObject({ a: 'COMPLETED' });
    });

    test('Errors: an error in `finally` replaces the first, which becomes its `cause`', async () => {
      const { result } = await ran(
        driver,
        definition([probe('a', { fail: { class: 'permanent', code: 'First' } })], {
          finally: [probe('f', { fail: { class: 'permanent', code: 'Dirty' } })],
        }),
      );
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'Dirty', cause: { code: 'First', path: 'a' } } });
    });

    test('Errors: an optional step of `finally` that fails changes nothing', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a')], { finally: [probe('f', BROKEN, { optional: true }), probe('g')] }),
      );
      expect(result.status).toBe('COMPLETED');
      expect(seen.started).toEqual(['a', 'finally.f', 'finally.g']);
    });

    test('Cancel during finally is refused: it runs to its end', async () => {
      const run = await driver.start(definition([probe('a')], { finally: [probe('last', { hold: true })] }));
      await run.probe.begun('finally.last');
      await reached(run, 'finally.last', 'RUNNING');
      await run.cancel();
      run.probe.release('finally.last');
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.of('finally.last')[0]?.aborted).toBeUndefined();
    });

    test('Pause holds the next step of finally', async () => {
      const run = await driver.start(definition([probe('a')], { finally: [probe('f', { hold: true }), probe('g')] }));
      await run.probe.begun('finally.f');
      await run.pause();
      run.probe.release('finally.f');
      await run.untilTold(({ path, type }) => path === 'finally.f' && type === 'step:completed');
      expect(run.probe.of('finally.g')).toEqual([]);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('finally may hold blocks', async () => {
      const block = { id: 'i', type: 'if', condition: '$run.status == "FAILED"', then: [probe('x')], else: [probe('y')] } as const;
      const { probe: seen } = await ran(driver, definition([probe('bad', BROKEN)], { finally: [block] }));
      expect(seen.started).toEqual(['bad', 'finally.i.x']);
    });
  });
}
