import { describe, expect, test } from 'vitest';

import { definition, probe, ran, statuses, undo, type Driver } from '../driver.ts';

const BROKEN = { fail: { class: 'permanent' } } as const;

export function failureStrategies(driver: Driver): void {
  describe('failure strategies', () => {
    test('Failing (3): the step is FAILED; if `optional`, its list goes on and the run is COMPLETED', async () => {
      const { result, probe: seen } = await ran(driver, definition([probe('a', BROKEN, { optional: true }), probe('b', { got: '$a.x' })]));
      expect(result).toMatchObject({ status: 'COMPLETED', success: true });
      expect(statuses(result)).toEqual({ a: 'FAILED', b: 'COMPLETED' });
      expect(seen.of('b')[0]?.params).toEqual({ got: null });
      expect(result).not.toHaveProperty('failure');
    });

    test('Failing (4): a failing step that is not optional stops its list', async () => {
      const { result } = await ran(driver, definition([probe('a'), probe('b', BROKEN), probe('c')]));
      expect(result).toMatchObject({
        status: 'FAILED',
        success: false,
        output: null,
        failure: { step: 'b', code: 'ProbeFailed', class: 'permanent' },
      });
      expect(statuses(result)).toEqual({ a: 'COMPLETED', b: 'FAILED' });
    });

    test('continueOnOptionalFailure: false takes `optional` its effect', async () => {
      const { result } = await ran(
        driver,
        definition([probe('a', BROKEN, { optional: true }), probe('b')], { continueOnOptionalFailure: false }),
      );
      expect(result.status).toBe('FAILED');
      expect(statuses(result)).toEqual({ a: 'FAILED' });
    });

    test('Failing (5): fail-fast cancels what runs', async () => {
      const run = await driver.start(
        definition([probe('slow', { hold: true }), probe('bad', { ...BROKEN, hold: true })], { mode: 'graph' }),
      );
      await run.probe.begun('slow');
      await run.probe.begun('bad');
      run.probe.release('bad');
      const result = await run.result();
      expect(result).toMatchObject({ status: 'FAILED', failure: { step: 'bad' } });
      expect(statuses(result)).toEqual({ slow: 'CANCELLED', bad: 'FAILED' });
      expect(run.probe.of('slow')[0]?.aborted).toBe(true);
    });

    test('Failing (5): fail-fast starts nothing more', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([probe('bad', BROKEN), probe('after', {}, { dependsOn: ['bad'] })], { mode: 'graph' }),
      );
      expect(seen.started).toEqual(['bad']);
    });

    test('Failing (5): continue-on-error goes on as if the step were optional and ends PARTIAL', async () => {
      const { result } = await ran(
        driver,
        definition([probe('a', BROKEN), probe('b', { got: '$a' }), probe('c', { result: 3 })], {
          failureStrategy: 'continue-on-error',
          output: { c: '$c' },
        }),
      );
      expect(result).toMatchObject({ status: 'PARTIAL', success: false, output: { c: 3 } });
      expect(statuses(result)).toEqual({ a: 'FAILED', b: 'COMPLETED', c: 'COMPLETED' });
      expect(result.progress).toMatchObject({ completedSteps: 2, failedSteps: 1, percentComplete: 100 });
    });

    test('Failing (5): partial-failure skips what depends on the failed step, by dependsOn or by reference, and goes on', async () => {
      const { result } = await ran(
        driver,
        definition(
          [probe('a', BROKEN), probe('b', {}, { dependsOn: ['a'] }), probe('c', { got: '$a' }), probe('d', { got: '$c' }), probe('e')],
          {
            failureStrategy: 'partial-failure',
          },
        ),
      );
      expect(result.status).toBe('PARTIAL');
      expect(statuses(result)).toEqual({ a: 'FAILED', b: 'SKIPPED', c: 'SKIPPED', d: 'SKIPPED', e: 'COMPLETED' });
    });

    test('Failing (5): partial-failure in graph mode', async () => {
      const { result } = await ran(
        driver,
        definition([probe('d', {}, { dependsOn: ['b'] }), probe('a', BROKEN), probe('b', { got: '$a' }), probe('e', { sleep: 20 })], {
          failureStrategy: 'partial-failure',
          mode: 'graph',
        }),
      );
      expect(result.status).toBe('PARTIAL');
      expect(statuses(result)).toEqual({ d: 'SKIPPED', a: 'FAILED', b: 'SKIPPED', e: 'COMPLETED' });
    });

    test('partial-failure: what depends on an optional step that failed still runs', async () => {
      const { result } = await ran(
        driver,
        definition([probe('a', BROKEN, { optional: true }), probe('b', {}, { dependsOn: ['a'] })], { failureStrategy: 'partial-failure' }),
      );
      expect(result.status).toBe('COMPLETED');
    });

    test('continue-on-error and partial-failure without a failure end COMPLETED', async () => {
      for (const failureStrategy of ['continue-on-error', 'partial-failure'] as const) {
        expect((await ran(driver, definition([probe('a')], { failureStrategy }))).result.status).toBe('COMPLETED');
      }
    });

    test('the strategies are of the top list: a list in a block still stops at its first failure', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [probe('x', BROKEN), probe('y')] } as const;
      const { result } = await ran(driver, definition([block, probe('z')], { failureStrategy: 'continue-on-error' }));
      expect(result.status).toBe('PARTIAL');
      expect(statuses(result)).toEqual({ i: 'FAILED', 'i.x': 'FAILED', z: 'COMPLETED' });
    });

    test('Rollback: PARTIAL runs are not rolled back by themselves', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', {}, undo()), probe('b', BROKEN)], { failureStrategy: 'continue-on-error', rollbackOnFailure: true }),
      );
      expect(result).toMatchObject({ status: 'PARTIAL', rollbackPerformed: false });
      expect(seen.started).toEqual(['a', 'b']);
    });

    test('fail raises an error at its place', async () => {
      const error = { code: 'OutOfStock', message: 'none of $sku left', class: 'validation', details: { sku: '$sku' } } as const;
      const { result } = await ran(driver, definition([{ id: 'f', type: 'fail', error }, probe('b')]), { input: { sku: 'A-1' } });
      expect(result).toMatchObject({
        status: 'FAILED',
        error: 'none of A-1 left',
        failure: { code: 'OutOfStock', class: 'validation', message: 'none of A-1 left', details: { sku: 'A-1' }, step: 'f', path: 'f' },
      });
    });

    test('fail with a text is permanent, and tolerated like any failure when optional', async () => {
      const { result } = await ran(driver, definition([{ id: 'f', type: 'fail', error: 'no', optional: true }]));
      expect(result.status).toBe('COMPLETED');
      expect(result.steps[0]).toMatchObject({ status: 'FAILED', error: 'no', failure: { class: 'permanent', message: 'no' } });
    });
  });
}
