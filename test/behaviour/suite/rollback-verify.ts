import { describe, expect, test } from 'vitest';

import { BROKEN, definition, probe, ran, statuses, undo, type Driver } from '../driver.ts';

const ROLLBACK = { rollbackOnFailure: true } as const;

/** A step whose rollback is verified. */
function verified(id: string, verify: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) {
  return probe(id, { result: { id: 7 } }, undo({}, { verify: { target: 'probe', action: 'look', params: verify }, ...more }));
}

export function rollbackVerify(driver: Driver): void {
  describe('rollback.verify', () => {
    test('is called after the rollback, with params resolved when the step completed', async () => {
      const steps = [
        { id: 's', type: 'set', values: { v: 'then' } },
        verified('a', { id: '$a.id', v: '$v', result: { ok: true } }),
        { id: 't', type: 'set', values: { v: 'now' } },
        probe('b', BROKEN),
      ] as const;
      const { result, probe: seen, run } = await ran(driver, definition(steps, ROLLBACK));
      expect(seen.started).toEqual(['a', 'b', 'a~rollback', 'a~verify']);
      expect(seen.of('a~verify')[0]).toMatchObject({ action: 'look', params: { id: 7, v: 'then' } });
      expect(seen.of('a~verify')[0]?.idempotencyKey).toBe(`${run.runId}/a~verify`);
      expect(result).toMatchObject({ status: 'ROLLED_BACK', rollbackErrors: [] });
    });

    test.each<[string, Readonly<Record<string, unknown>>]>([
      ['false', { result: false }],
      ['ok: false', { result: { ok: false, left: 3 } }],
      ['a failure', BROKEN],
    ])('%s: the rollback of that step has failed; the others go on', async (_, verify) => {
      const steps = [probe('z', {}, undo()), verified('a', verify), probe('b', BROKEN)];
      const { result, probe: seen } = await ran(driver, definition(steps, ROLLBACK));
      expect(seen.started.slice(3)).toEqual(['a~rollback', 'a~verify', 'z~rollback']);
      expect(result).toMatchObject({
        status: 'FAILED',
        rollbackPerformed: false,
        rollbackErrors: [{ path: 'a', stepId: 'a', failure: { code: 'RollbackNotVerified', class: 'permanent' } }],
      });
      expect(result.rollbackErrors).toHaveLength(1);
      expect(statuses(result)).toEqual({ z: 'ROLLED_BACK', a: 'COMPLETED', b: 'FAILED' });
    });

    test.each<[string, unknown]>([
      ['nothing', null],
      ['0', 0],
      ['a record without ok', { left: 0 }],
    ])('%s is no objection', async (_, said) => {
      const { result } = await ran(driver, definition([verified('a', { result: said }), probe('b', BROKEN)], ROLLBACK));
      expect(result.status).toBe('ROLLED_BACK');
    });

    test('is not called when the rollback itself failed', async () => {
      const step = probe('a', {}, undo(BROKEN, { verify: { target: 'probe', action: 'look' } }));
      const { result, probe: seen } = await ran(driver, definition([step, probe('b', BROKEN)], ROLLBACK));
      expect(seen.of('a~verify')).toEqual([]);
      expect(result.rollbackErrors[0]?.failure.code).not.toBe('RollbackNotVerified');
    });

    test('has three attempts', async () => {
      const steps = [verified('a', { fail: { times: 2, class: 'transient' } }), probe('b', BROKEN)];
      const { result, probe: seen } = await ran(driver, definition(steps, ROLLBACK));
      expect(seen.of('a~verify').map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      expect(result.status).toBe('ROLLED_BACK');
    });

    test('params that can not be resolved: the step is undone, and reported as not verified', async () => {
      const { result, probe: seen } = await ran(driver, definition([verified('a', { gone: '$a.gone' }), probe('b', BROKEN)], ROLLBACK));
      expect(seen.started).toEqual(['a', 'b', 'a~rollback']);
      expect(result.rollbackErrors).toMatchObject([{ failure: { code: 'RollbackNotVerified', cause: { code: 'MissingReference' } } }]);
    });

    test('of a block that undoes itself as well', async () => {
      const block = {
        id: 't',
        type: 'try',
        steps: [verified('a', { result: false }), probe('b', BROKEN)],
        catch: [{ steps: [probe('c')] }],
        ...ROLLBACK,
      };
      const { result, probe: seen } = await ran(driver, definition([block as never]));
      expect(seen.started).toEqual(['t.a', 't.b', 't.a~rollback', 't.a~verify', 't.c']);
      expect(result).toMatchObject({ status: 'COMPLETED', rollbackErrors: [{ path: 't.a', failure: { code: 'RollbackNotVerified' } }] });
    });

    test('a pause between the two holds it', async () => {
      const step = probe('a', {}, undo({ hold: true }, { verify: { target: 'probe', action: 'look' } }));
      const run = await driver.start(definition([step, probe('b', BROKEN)], ROLLBACK));
      await run.probe.begun('a~rollback');
      await run.pause();
      run.probe.release('a~rollback');
      await run.until(() => run.probe.of('a~rollback')[0]?.ended !== undefined);
      expect(run.probe.of('a~verify')).toEqual([]);
      await run.resume();
      expect((await run.result()).status).toBe('ROLLED_BACK');
      expect(run.probe.of('a~verify')).toHaveLength(1);
    });
  });
}
