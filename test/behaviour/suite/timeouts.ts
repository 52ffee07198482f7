import { describe, expect, test } from 'vitest';

import { definition, probe, ran, statuses, undo, type Driver } from '../driver.ts';
import { virtualOnly } from '../virtual-only.ts';

const HOUR = 3_600_000;

export function timeouts(driver: Driver): void {
  describe('timeouts', () => {
    test('Clocks: the `timeout` of an action is one attempt; the action is aborted and the step fails with class timeout', async () => {
      const { result, probe: seen } = await ran(driver, definition([probe('a', { sleep: HOUR }, { timeout: 100 })]));
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'Timeout', class: 'timeout', step: 'a', path: 'a' } });
      expect(seen.of('a')[0]?.aborted).toBe(true);
    });

    test('a timeout is retried like any failure, each attempt with its own time', async () => {
      const run = await driver.start(
        definition([probe('a', { sleep: [HOUR, 0], result: 'ok' }, { timeout: 200, retry: { maxAttempts: 2, baseDelay: 10 } })]),
      );
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { a: 'ok' } });
      expect(run.probe.calls.map((call) => call.attempt)).toEqual([1, 2]);
    });

    test('an action that ignores its signal does not hold the step back', async () => {
      const { result } = await ran(driver, definition([probe('a', { sleep: HOUR, deaf: true }, { timeout: 100 })]));
      expect(result.failure).toMatchObject({ class: 'timeout' });
    });

    test('totalTimeout is all attempts and delays', async () => {
      const step = probe('a', { fail: {} }, { totalTimeout: 300, retry: { maxAttempts: 50, strategy: 'fixed', baseDelay: 100 } });
      const { result, probe: seen } = await ran(driver, definition([step]));
      expect(result.failure).toMatchObject({ code: 'Timeout', class: 'timeout', cause: { code: 'ProbeFailed' } });
      expect(seen.calls.length).toBeGreaterThan(1);
      expect(seen.calls.length).toBeLessThan(5);
    });

    test('totalTimeout cuts a long attempt short', async () => {
      const { result, probe: seen } = await ran(driver, definition([probe('a', { sleep: HOUR }, { totalTimeout: 200 })]));
      expect(result.failure).toMatchObject({ class: 'timeout' });
      expect(seen.of('a')[0]?.aborted).toBe(true);
    });

    test('`defaults.timeout` holds for actions that say nothing', async () => {
      const { result } = await ran(driver, definition([probe('a', { sleep: HOUR })], { defaults: { timeout: 100 } }));
      expect(result.failure).toMatchObject({ class: 'timeout', step: 'a' });
    });

    virtualOnly(driver, 'it takes ten minutes')('Clocks: an action with no timeout anywhere has 10m', async () => {
      const { result } = await ran(driver, definition([probe('a', { sleep: HOUR })]));
      expect(result.duration).toBe(600_000);
      expect(result.failure).toMatchObject({ class: 'timeout' });
    });

    test("a block's `timeout` cancels what is inside and fails the block with class timeout", async () => {
      const block = { id: 'i', type: 'if', condition: 'true', timeout: 150, then: [probe('x', { sleep: HOUR }), probe('y')] } as const;
      const { result, probe: seen } = await ran(driver, definition([block]));
      expect(result.failure).toMatchObject({ class: 'timeout', code: 'Timeout', step: 'i', path: 'i' });
      expect(statuses(result)).toEqual({ i: 'FAILED', 'i.x': 'CANCELLED' });
      expect(seen.of('i.x')[0]?.aborted).toBe(true);
    });

    test('a block whose `timeout` passed is tolerated when optional', async () => {
      const block = {
        id: 'i',
        type: 'if',
        condition: 'true',
        timeout: 100,
        optional: true,
        then: [{ id: 'w', type: 'wait', for: '1h' }],
      } as const;
      const { result } = await ran(driver, definition([block, probe('after')]));
      expect(result.status).toBe('COMPLETED');
      expect(statuses(result)).toEqual({ i: 'FAILED', 'i.w': 'CANCELLED', after: 'COMPLETED' });
    });

    test('a block done in time takes no harm from its `timeout`', async () => {
      const block = {
        id: 'i',
        type: 'if',
        condition: 'true',
        timeout: 5000,
        totalTimeout: '1h',
        then: [probe('x', { result: 1 })],
      } as const;
      expect((await ran(driver, definition([block]))).result.output).toEqual({ i: 1 });
    });

    test('of `timeout` and `totalTimeout` of a block the shorter one counts', async () => {
      const block = {
        id: 'i',
        type: 'if',
        condition: 'true',
        timeout: 100,
        totalTimeout: '1h',
        then: [probe('x', { sleep: HOUR })],
      } as const;
      const { result } = await ran(driver, definition([block]));
      expect(result.failure).toMatchObject({ class: 'timeout' });
      expect(result.duration).toBeLessThan(60_000);
    });

    test('a wait has a `timeout` like any step', async () => {
      const { result } = await ran(driver, definition([{ id: 'w', type: 'wait', for: '1h', timeout: 100 }]));
      expect(result.failure).toMatchObject({ class: 'timeout', step: 'w' });
    });

    test("Clocks: the workflow's `timeout` is a failure of the run", async () => {
      const { result, probe: seen } = await ran(driver, definition([probe('a', { sleep: HOUR }), probe('b')], { timeout: 150 }));
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'Timeout', class: 'timeout' } });
      expect(statuses(result)).toEqual({ a: 'CANCELLED' });
      expect(seen.of('a')[0]?.aborted).toBe(true);
    });

    test("Clocks: rollback runs outside the workflow's `timeout`", async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', {}, undo({ sleep: 300 })), probe('b', { sleep: HOUR })], { timeout: 150, rollbackOnFailure: true }),
      );
      expect(result).toMatchObject({ status: 'ROLLED_BACK', failure: { class: 'timeout' } });
      expect(seen.started).toEqual(['a', 'b', 'a~rollback']);
    });

    test('a run done in time leaves no clock behind', async () => {
      const { result } = await ran(driver, definition([probe('a')], { timeout: '1h' }));
      expect(result.status).toBe('COMPLETED');
      expect(result.duration).toBeLessThan(60_000);
    });

    test('a timeout that is no duration fails the step', async () => {
      const { result } = await ran(driver, definition([probe('a', {}, { timeout: '$input.t' })]), { input: { t: 'long' } });
      expect(result.failure).toMatchObject({ code: 'InvalidDuration', step: 'a' });
    });
  });
}
