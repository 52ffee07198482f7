import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { CatchClause, TryStep } from '../../../src/core/definition/steps/try.ts';
import { BROKEN, definition, probe, ran, statuses, type Driver } from '../driver.ts';
import { virtualOnly } from '../virtual-only.ts';

function attempt(steps: readonly Step[], more: Partial<TryStep> = {}): Step {
  return { id: 'sync', type: 'try', steps, ...more };
}

/** A catch whose only step shows which one it is. */
function clause(id: string, more: Partial<CatchClause> = {}): CatchClause {
  return { steps: [probe(id, { result: id })], ...more };
}

const FAST = { strategy: 'fixed', baseDelay: 5 } as const;

export function tryCatch(driver: Driver): void {
  const exact = virtualOnly(driver, 'delays are compared to the millisecond');
  const caughtBy = async (fail: Readonly<Record<string, unknown>>, clauses: readonly CatchClause[]) => {
    const { result } = await ran(driver, definition([attempt([probe('push', { fail })], { catch: clauses })]));
    return result.status === 'COMPLETED' ? (result.output as { readonly sync: unknown }).sync : result.status;
  };

  describe('try', () => {
    test('Values: of `steps` when they complete; no catch runs', async () => {
      const { result, probe: seen } = await ran(driver, definition([attempt([probe('push', { result: 1 })], { catch: [clause('c')] })]));
      expect(result.output).toEqual({ sync: 1 });
      expect(seen.started).toEqual(['sync.push']);
    });

    test('Values: of the catch that ran', async () => {
      const { result } = await ran(
        driver,
        definition([attempt([probe('push', BROKEN)], { catch: [clause('c')] }), probe('b', { got: '$sync' })]),
      );
      expect(result).toMatchObject({ status: 'COMPLETED', success: true, output: { sync: 'c' } });
      expect(statuses(result)).toEqual({ sync: 'COMPLETED', 'sync.push': 'FAILED', 'sync.c': 'COMPLETED', b: 'COMPLETED' });
    });

    test('Try: catches are tried in order, by class or code, `*` inside', async () => {
      const clauses = [
        clause('one', { errors: ['auth'] }),
        clause('two', { errors: ['Card*', 'Busy'] }),
        clause('three', { errors: ['permanent'] }),
        clause('rest'),
      ];
      expect(await caughtBy({ class: 'auth' }, clauses)).toBe('one');
      expect(await caughtBy({ code: 'CardDeclined', class: 'permanent' }, clauses)).toBe('two');
      expect(await caughtBy({ code: 'Other', class: 'permanent' }, clauses)).toBe('three');
      expect(await caughtBy({ code: 'Other', class: 'validation' }, clauses)).toBe('rest');
    });

    test('Try: a catch by expression over $error and its `as`', async () => {
      const clauses = [
        clause('one', { when: '$error.code == "A"' }),
        clause('two', { when: '$e.details.n > 1', as: 'e' }),
        clause('three', { errors: ['permanent'], when: '$error.message == "no"' }),
      ];
      expect(await caughtBy({ code: 'A', details: { n: 0 }, class: 'permanent' }, clauses)).toBe('one');
      expect(await caughtBy({ code: 'B', details: { n: 2 }, class: 'permanent' }, clauses)).toBe('two');
      expect(await caughtBy({ code: 'B', details: { n: 1 }, class: 'permanent', message: 'no' }, clauses)).toBe('three');
    });

    test('Try: none fits: the error goes on', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([attempt([probe('push', BROKEN)], { catch: [clause('c', { errors: ['auth'] })] }), probe('never')]),
      );
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'ProbeFailed', step: 'push', path: 'sync.push' } });
      expect(seen.started).toEqual(['sync.push']);
    });

    test('Try: without a catch it is a block like any', async () => {
      const { result } = await ran(
        driver,
        definition([attempt([probe('push', BROKEN)], { optional: true }), probe('b', { got: '$sync' })]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(statuses(result)).toEqual({ sync: 'FAILED', 'sync.push': 'FAILED', b: 'COMPLETED' });
    });

    test('Errors: $error is {code, class, message, step, path, attempts, details}; `as` names it once more', async () => {
      const fail = { code: 'Gone', class: 'transient', message: 'no', details: { at: 1 }, retryAfter: 7 };
      const see = probe('see', { error: '$error', same: '$e', code: 'was $error.code' });
      const { probe: seen } = await ran(
        driver,
        definition([attempt([probe('push', { fail }, { retry: { ...FAST, maxAttempts: 2 } })], { catch: [{ as: 'e', steps: [see] }] })]),
      );
      const { params } = seen.of('sync.see')[0] ?? {};
      expect(params?.['error']).toMatchObject({
        code: 'Gone',
        class: 'transient',
        message: 'no',
        step: 'push',
        path: 'sync.push',
        attempts: 2,
        details: { at: 1 },
        retryAfter: 7,
      });
      expect(params?.['same']).toEqual(params?.['error']);
      expect(params?.['code']).toBe('was Gone');
    });

    test('References: in a catch $error is the innermost error, `as` keeps an outer one', async () => {
      const inner: Step = {
        id: 'inner',
        type: 'try',
        steps: [probe('two', { fail: { class: 'permanent', code: 'Two' } })],
        catch: [{ steps: [probe('see', { now: '$error.code', outer: '$first.code' })] }],
      };
      const steps = [inner, probe('after', { now: '$error.code' })];
      const { probe: seen } = await ran(
        driver,
        definition([attempt([probe('one', { fail: { class: 'permanent', code: 'One' } })], { catch: [{ as: 'first', steps }] })]),
      );
      expect(seen.of('sync.inner.see')[0]?.params).toEqual({ now: 'Two', outer: 'One' });
      expect(seen.of('sync.after')[0]?.params).toEqual({ now: 'One' });
    });

    test('Names: a catch variable hides an input key of the same name, only there', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([
          attempt([probe('push', BROKEN)], { catch: [{ as: 'e', steps: [probe('see', { e: '$e.code' })] }] }),
          probe('b', { e: '$e' }),
        ]),
        { input: { e: 'input' } },
      );
      expect(seen.of('sync.see')[0]?.params).toEqual({ e: 'ProbeFailed' });
      expect(seen.of('b')[0]?.params).toEqual({ e: 'input' });
    });

    test('Null: a step that failed and was caught, and one not reached, are null, and so is everything below', async () => {
      const steps = [probe('a', { result: { v: 1 } }), probe('push', BROKEN), probe('c')];
      const { probe: seen } = await ran(
        driver,
        definition([
          attempt(steps, { catch: [{ steps: [probe('see', { a: '$a.v', push: '$push.x' })] }] }),
          probe('b', { a: '$a.v', push: '$push.x.y', c: '$c' }),
        ]),
      );
      expect(seen.of('sync.see')[0]?.params).toEqual({ a: 1, push: null });
      expect(seen.of('b')[0]?.params).toEqual({ a: 1, push: null, c: null });
    });

    test('Who sees what: steps of a catch are visible to what follows', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([attempt([probe('push', BROKEN)], { catch: [clause('c')] }), probe('b', { c: '$c' })]),
      );
      expect(seen.of('b')[0]?.params).toEqual({ c: 'c' });
    });

    test('Values: `output` on a try replaces its value and sees the steps inside', async () => {
      const { result } = await ran(
        driver,
        definition([attempt([probe('push', BROKEN)], { catch: [clause('c')], output: ['$c', '$push', '$result'] })]),
      );
      expect(result.output).toEqual({ sync: ['c', null, 'c'] });
    });

    test('Failing: every error of a step is caught: of an expression, a reference, `fail`, a timeout, a block inside', async () => {
      const code = async (step: Step) => {
        const { result } = await ran(
          driver,
          definition([attempt([step], { catch: [{ steps: [{ id: 'c', type: 'set', values: { code: '$error.code' } }] }] })]),
          { input: { n: 0, x: {} } },
        );
        return (result.output as { readonly sync: { readonly code: string } }).sync.code;
      };
      expect(await code(probe('push', { v: '${ 1 / $n }' }))).toBe('ExpressionError');
      expect(await code(probe('push', { v: '$input.x.y' }))).toBe('MissingReference');
      expect(await code({ id: 'f', type: 'fail', error: { code: 'Mine', message: 'm' } })).toBe('Mine');
      expect(await code(probe('push', { sleep: 60_000 }, { timeout: 50 }))).toBe('Timeout');
      expect(await code({ id: 'i', type: 'if', condition: 'true', then: [probe('x', BROKEN)] })).toBe('ProbeFailed');
    });

    test('a catch that fails fails the try with its own error', async () => {
      const { result } = await ran(
        driver,
        definition([
          attempt([probe('push', BROKEN)], { catch: [{ steps: [probe('c', { fail: { class: 'permanent', code: 'Worse' } })] }] }),
        ]),
      );
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'Worse', step: 'c', path: 'sync.c' } });
    });

    test('a `when` of a catch that can not be worked out fails the try', async () => {
      const { result } = await ran(
        driver,
        definition([attempt([probe('push', BROKEN)], { catch: [clause('c', { when: '$error.details.gone > 1' })] })]),
      );
      expect(result.status).toBe('FAILED');
      expect(['MissingReference', 'ExpressionError']).toContain(result.failure?.code);
    });

    test('Try: a retry runs the whole block afresh, under new paths and so new idempotency keys', async () => {
      const steps = [probe('a'), probe('push', { fail: '${ has($once) ? {"times": 0} : {"class": "transient"} }', result: 'ok' })];
      const count: Step = { id: 'count', type: 'set', values: { once: true } };
      const {
        result,
        probe: seen,
        run,
      } = await ran(
        driver,
        definition([attempt([{ id: 't', type: 'try', steps, finally: [count] }], { retry: { ...FAST, maxAttempts: 3 } })]),
      );
      expect(seen.calls.map(({ path, idempotencyKey, attempt: number }) => [path, idempotencyKey, number])).toEqual(
        ['sync.t.a', 'sync.t.push', 'sync#2.t.a', 'sync#2.t.push'].map((path) => [path, `${run.runId}/${path}`, 1]),
      );
      expect(result).toMatchObject({ status: 'COMPLETED', output: { sync: 'ok' } });
      expect(statuses(result)).toMatchObject({ sync: 'COMPLETED', 'sync.t.push': 'FAILED', 'sync#2.t.push': 'COMPLETED' });
      expect(result.steps[0]).toMatchObject({ path: 'sync', attempts: 2 });
    });

    test('Null: in the next pass the steps of the one before are null until they ran again; variables stay', async () => {
      const steps: readonly Step[] = [
        probe('see', { a: '$a', n: '$n' }),
        { id: 's', type: 'set', values: { n: '${ default($n, 0) + 1 }' } },
        probe('a', { result: 1 }),
        probe('push', { fail: { class: 'transient' } }),
      ];
      const { probe: seen } = await ran(driver, definition([attempt(steps, { retry: { ...FAST, maxAttempts: 2 }, optional: true })]));
      expect(seen.of('sync#2.see')[0]?.params).toEqual({ a: null, n: 1 });
    });

    test('Try: the catch comes after the last pass, under its path', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([
          attempt([probe('push', { fail: {} })], { retry: { ...FAST, maxAttempts: 3 }, catch: [clause('c')], finally: [probe('f')] }),
        ]),
      );
      expect(seen.started).toEqual(['sync.push', 'sync#2.push', 'sync#3.push', 'sync#3.c', 'sync#3.f']);
      expect(result.steps[0]).toMatchObject({ path: 'sync', status: 'COMPLETED', attempts: 3 });
    });

    test('Errors: a pass is retried by class and code as an action is, `when` must hold as well', async () => {
      const passes = async (fail: Readonly<Record<string, unknown>>, retry: NonNullable<TryStep['retry']>) =>
        (
          await ran(
            driver,
            definition([attempt([probe('push', { fail })], { retry: { ...FAST, maxAttempts: 4, ...retry }, optional: true })]),
          )
        ).probe.calls.length;
      expect(await passes({ class: 'permanent' }, {})).toBe(1);
      expect(await passes({ class: 'transient' }, {})).toBe(4);
      expect(await passes({ class: 'permanent' }, { retryOn: ['permanent'] })).toBe(4);
      expect(await passes({ code: 'Stop' }, { nonRetryable: ['St*'] })).toBe(1);
      expect(await passes({}, { when: '$attempt < 2 && $error.step == "push"' })).toBe(2);
    });

    exact('Try: delays between passes, as the policy says', async () => {
      const { result } = await ran(
        driver,
        definition([attempt([probe('push', { fail: {} })], { retry: { maxAttempts: 4 }, optional: true })]),
      );
      expect(result.duration).toBe((1 + 2 + 4) * 1000);
    });

    exact('Clocks: `timeout` is one pass, `totalTimeout` all of them', async () => {
      const sleeping = [probe('push', { sleep: 3_600_000 })];
      const each = await ran(
        driver,
        definition([attempt(sleeping, { timeout: '1m', retry: { maxAttempts: 3, strategy: 'fixed', baseDelay: '1s' }, optional: true })]),
      );
      expect(each.result.duration).toBe(3 * 60_000 + 2000);
      expect(each.result.steps[0]).toMatchObject({ attempts: 3, failure: { class: 'timeout' } });
      const total = await ran(
        driver,
        definition([
          attempt(sleeping, {
            timeout: '1m',
            totalTimeout: '90s',
            retry: { maxAttempts: 3, strategy: 'fixed', baseDelay: '1s' },
            optional: true,
          }),
        ]),
      );
      expect(total.result.duration).toBe(90_000);
      expect(total.result.steps[0]).toMatchObject({ status: 'FAILED', failure: { class: 'timeout' } });
    });

    test('Clocks: a pass that took too long is caught as a timeout', async () => {
      const { result } = await ran(
        driver,
        definition([attempt([probe('push', { sleep: 60_000 })], { timeout: 100, catch: [clause('c', { errors: ['timeout'] })] })]),
      );
      expect(result).toMatchObject({ status: 'COMPLETED', output: { sync: 'c' } });
      expect(statuses(result)).toMatchObject({ 'sync.push': 'CANCELLED' });
    });
  });
}
