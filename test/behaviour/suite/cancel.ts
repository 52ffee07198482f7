import { describe, expect, test } from 'vitest';

import { definition, probe, statuses, undo, type Driver } from '../driver.ts';

export function cancel(driver: Driver): void {
  describe('cancel', () => {
    test('cancelling aborts what runs, starts nothing more and ends CANCELLED', async () => {
      const run = await driver.start(definition([probe('a'), probe('b', { hold: true }), probe('c')]));
      await run.probe.begun('b');
      await run.cancel({ reason: 'not needed' });
      const result = await run.result();
      expect(result).toMatchObject({
        status: 'CANCELLED',
        success: false,
        output: null,
        failure: { code: 'Cancelled', class: 'cancelled', message: 'the run was cancelled: not needed' },
      });
      expect(statuses(result)).toEqual({ a: 'COMPLETED', b: 'CANCELLED' });
      expect(run.probe.of('b')[0]?.aborted).toBe(true);
    });

    test('a waiting run is cancelled at once', async () => {
      const run = await driver.start(definition([{ id: 'w', type: 'wait', for: '1h' }, probe('a', { hold: true })], { mode: 'graph' }));
      await run.probe.begun('a');
      await run.cancel();
      expect(statuses(await run.result())).toEqual({ w: 'CANCELLED', a: 'CANCELLED' });
    });

    test('a step that waits for its next attempt is cancelled', async () => {
      const failing = probe('a', { fail: {} }, { retry: { maxAttempts: 9, strategy: 'fixed', baseDelay: '1h' } });
      const run = await driver.start(definition([failing, probe('held', { hold: true })], { mode: 'graph' }));
      await run.probe.begun('held');
      await run.probe.when(({ path, ended }) => path === 'a' && ended !== undefined);
      await run.cancel();
      expect(statuses(await run.result())).toEqual({ a: 'CANCELLED', held: 'CANCELLED' });
      expect(run.probe.of('a')).toHaveLength(1);
    });

    test('calls that wait for a slot are never made', async () => {
      const run = await driver.start(definition([probe('a', { hold: true }), probe('b')], { mode: 'graph', maxConcurrency: 1 }));
      await run.probe.begun('a');
      await run.cancel();
      expect(statuses(await run.result())).toEqual({ a: 'CANCELLED', b: 'CANCELLED' });
      expect(run.probe.started).toEqual(['a']);
    });

    test('Rollback on cancel, as the definition says', async () => {
      const run = await driver.start(definition([probe('a', {}, undo()), probe('b', { hold: true }, undo())], { rollbackOnFailure: true }));
      await run.probe.begun('b');
      await run.cancel();
      const result = await run.result();
      expect(result).toMatchObject({ status: 'CANCELLED', rollbackPerformed: true, rollbackErrors: [] });
      expect(run.probe.started).toEqual(['a', 'b', 'a~rollback']);
      expect(statuses(result)).toEqual({ a: 'ROLLED_BACK', b: 'CANCELLED' });
    });

    test('`on: [failure]` does not roll back a cancelled run', async () => {
      const run = await driver.start(
        definition([probe('a', {}, undo()), probe('b', { hold: true })], { rollbackOnFailure: { on: ['failure'] } }),
      );
      await run.probe.begun('b');
      await run.cancel();
      expect(await run.result()).toMatchObject({ status: 'CANCELLED', rollbackPerformed: false });
      expect(run.probe.started).toEqual(['a', 'b']);
    });

    test('a call to cancel may ask for rollback', async () => {
      const run = await driver.start(definition([probe('a', {}, undo()), probe('b', { hold: true })]));
      await run.probe.begun('b');
      await run.cancel({ rollback: true });
      expect(await run.result()).toMatchObject({ status: 'CANCELLED', rollbackPerformed: true });
    });

    test('a call to cancel may ask against rollback', async () => {
      const run = await driver.start(definition([probe('a', {}, undo()), probe('b', { hold: true })], { rollbackOnFailure: true }));
      await run.probe.begun('b');
      await run.cancel({ rollback: false });
      expect(await run.result()).toMatchObject({ status: 'CANCELLED', rollbackPerformed: false });
    });

    test('a rollback that fails does not change that the run was cancelled', async () => {
      const run = await driver.start(
        definition([probe('a', {}, undo({ fail: { class: 'permanent' } })), probe('b', { hold: true })], { rollbackOnFailure: true }),
      );
      await run.probe.begun('b');
      await run.cancel();
      expect(await run.result()).toMatchObject({ status: 'CANCELLED', rollbackPerformed: false, rollbackErrors: [{ path: 'a' }] });
    });

    test('cancellation is not tolerated: an optional step that was cancelled ends the list', async () => {
      const run = await driver.start(
        definition([probe('a', { hold: true }, { optional: true }), probe('b')], { failureStrategy: 'continue-on-error' }),
      );
      await run.probe.begun('a');
      await run.cancel();
      const result = await run.result();
      expect(result.status).toBe('CANCELLED');
      expect(statuses(result)).toEqual({ a: 'CANCELLED' });
    });

    test('steps inside blocks are cancelled with their block', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [probe('x', { hold: true }), probe('y')] } as const;
      const run = await driver.start(definition([block]));
      await run.probe.begun('i.x');
      await run.cancel();
      expect(statuses(await run.result())).toEqual({ i: 'CANCELLED', 'i.x': 'CANCELLED' });
    });

    test('a paused run can be cancelled; its rollback goes on', async () => {
      const run = await driver.start(definition([probe('a', {}, undo()), probe('b', { hold: true })], { rollbackOnFailure: true }));
      await run.probe.begun('b');
      await run.pause();
      await run.cancel();
      expect(await run.result()).toMatchObject({ status: 'CANCELLED', rollbackPerformed: true });
    });
  });
}
