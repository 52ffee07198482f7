import { describe, expect, test } from 'vitest';

import { definition, probe, ran, type Driver } from '../driver.ts';
import { virtualOnly } from '../virtual-only.ts';

const FAST = { strategy: 'fixed', baseDelay: 20 } as const;

export function retries(driver: Driver): void {
  const exact = virtualOnly(driver, 'delays are compared to the millisecond');

  describe('retries', () => {
    test('Default: one attempt', async () => {
      const { result, probe: seen } = await ran(driver, definition([probe('a', { fail: {} })]));
      expect(seen.calls).toHaveLength(1);
      expect(result.steps[0]).toMatchObject({ status: 'FAILED', attempts: 1 });
    });

    test('maxAttempts counts the first', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', { fail: { times: 2 }, result: 'ok' }, { retry: { ...FAST, maxAttempts: 3 } })]),
      );
      expect(seen.calls.map((call) => call.attempt)).toEqual([1, 2, 3]);
      expect(result).toMatchObject({ status: 'COMPLETED', output: { a: 'ok' } });
      expect(result.steps[0]).toMatchObject({ attempts: 3 });
    });

    test('retryCount: 1 is two attempts', async () => {
      const { result, probe: seen } = await ran(driver, definition([probe('a', { fail: {} }, { retryCount: 1 })]));
      expect(seen.calls).toHaveLength(2);
      expect(result.failure).toMatchObject({ attempts: 2, step: 'a' });
      expect(result.steps[0]).toMatchObject({ status: 'FAILED', attempts: 2 });
    });

    test('all attempts have the same params and idempotency key', async () => {
      const step = probe('a', { now: '$run.now', fail: { times: 2 } }, { retry: { ...FAST, maxAttempts: 3 } });
      const { probe: seen } = await ran(driver, definition([step]));
      expect(new Set(seen.calls.map((call) => JSON.stringify(call.params))).size).toBe(1);
      expect(new Set(seen.calls.map((call) => call.idempotencyKey)).size).toBe(1);
    });

    test('Errors: permanent, validation, auth and cancelled are not retried; transient, rate-limited, timeout and unknown are', async () => {
      const attempts = async (errorClass: string) =>
        (await ran(driver, definition([probe('a', { fail: { class: errorClass } }, { retry: { ...FAST, baseDelay: 1, maxAttempts: 2 } })])))
          .probe.calls.length;
      for (const errorClass of ['permanent', 'validation', 'auth', 'cancelled'])
        expect([errorClass, await attempts(errorClass)]).toEqual([errorClass, 1]);
      for (const errorClass of ['transient', 'rate-limited', 'timeout', 'unknown'])
        expect([errorClass, await attempts(errorClass)]).toEqual([errorClass, 2]);
    });

    test('Errors: retryOn replaces the default', async () => {
      const retry = { ...FAST, maxAttempts: 2, retryOn: ['Busy*', 'auth'] };
      const attempts = async (fail: Readonly<Record<string, unknown>>) =>
        (await ran(driver, definition([probe('a', { fail }, { retry })]))).probe.calls.length;
      expect(await attempts({ code: 'BusyNow', class: 'permanent' })).toBe(2);
      expect(await attempts({ class: 'auth' })).toBe(2);
      expect(await attempts({ class: 'transient' })).toBe(1);
    });

    test('Errors: nonRetryable beats retryOn', async () => {
      const retry = { ...FAST, maxAttempts: 2, retryOn: ['*'], nonRetryable: ['*Declined'] };
      const attempts = async (code: string) =>
        (await ran(driver, definition([probe('a', { fail: { code } }, { retry })]))).probe.calls.length;
      expect(await attempts('CardDeclined')).toBe(1);
      expect(await attempts('CardSlow')).toBe(2);
    });

    test('Errors: `when`, over $error and $attempt, must hold as well', async () => {
      const retry = { ...FAST, maxAttempts: 5, when: '$attempt < $most && $error.code == "Busy"' };
      const attempts = async (code: string) =>
        (await ran(driver, definition([probe('a', { fail: { code } }, { retry })]), { input: { most: 3 } })).probe.calls.length;
      expect(await attempts('Busy')).toBe(3);
      expect(await attempts('Other')).toBe(1);
    });

    test('`defaults.retry` holds for steps that say nothing', async () => {
      const run = definition(
        [probe('a', { fail: { times: 1 } }), probe('b', { fail: {} }, { retry: { maxAttempts: 1 }, optional: true })],
        {
          defaults: { retry: { ...FAST, maxAttempts: 2 } },
        },
      );
      const { result, probe: seen } = await ran(driver, run);
      expect(result.status).toBe('COMPLETED');
      expect([seen.of('a').length, seen.of('b').length]).toEqual([2, 1]);
    });

    exact('exponential: 1 s, factor 2, at most 1 m', async () => {
      const { result } = await ran(driver, definition([probe('a', { fail: {} }, { retryCount: 8 })]));
      expect(result.duration).toBe((1 + 2 + 4 + 8 + 16 + 32 + 60 + 60) * 1000);
    });

    exact('factor and maxDelay', async () => {
      const retry = { maxAttempts: 4, baseDelay: '100ms', factor: 10, maxDelay: '2s' };
      expect((await ran(driver, definition([probe('a', { fail: {} }, { retry })]))).result.duration).toBe(100 + 1000 + 2000);
    });

    exact('linear: baseDelay times the attempt', async () => {
      const retry = { maxAttempts: 4, strategy: 'linear', baseDelay: '10s' };
      expect((await ran(driver, definition([probe('a', { fail: {} }, { retry })]))).result.duration).toBe(60_000);
    });

    exact('fixed, also with a delay over the default of maxDelay', async () => {
      const retry = { maxAttempts: 3, strategy: 'fixed', baseDelay: '5m' };
      expect((await ran(driver, definition([probe('a', { fail: {} }, { retry })]))).result.duration).toBe(600_000);
    });

    exact('custom: the delays given, the last one repeats', async () => {
      const retry = { maxAttempts: 5, strategy: 'custom', delays: ['1s', '1m', '2h'] };
      expect((await ran(driver, definition([probe('a', { fail: {} }, { retry })]))).result.duration).toBe(1000 + 60_000 + 2 * 7_200_000);
    });

    exact('retryAfter: the failing side is not asked earlier', async () => {
      const retry = { maxAttempts: 2, strategy: 'fixed', baseDelay: 10 };
      const step = probe('a', { fail: { class: 'rate-limited', retryAfter: 90_000 } }, { retry });
      expect((await ran(driver, definition([step]))).result.duration).toBe(90_000);
    });

    exact('jitter takes at most its part of the delay, another one in another run', async () => {
      const once = async () => {
        const step = probe('a', { fail: {} }, { retry: { maxAttempts: 9, strategy: 'fixed', baseDelay: 1000, jitter: 0.5 } });
        return (await ran(driver, definition([step]))).result.duration;
      };
      const [one, two] = [await once(), await once()];
      expect(one).toBeGreaterThanOrEqual(4000);
      expect(one).toBeLessThan(8000);
      expect(two).not.toBe(one);
    });
  });
}
