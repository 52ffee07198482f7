import { describe, expect, test } from 'vitest';

import { BROKEN, definition, probe, ran, statuses, undo, type DrivenRun, type Driver } from '../driver.ts';

const MANUAL = { rollbackOnFailure: { mode: 'manual' } } as const;
const by = 'ada';
/** a, b and c completed; d failed. */
const FAILS = [probe('a', {}, undo()), probe('b', {}, undo()), probe('n'), probe('c', {}, undo()), probe('d', BROKEN)];

function waits(run: DrivenRun): Promise<unknown> {
  return run.untilTold(({ notice }) => notice?.startsWith('the rollback waits') === true);
}

function undone(run: DrivenRun): readonly string[] {
  return run.probe.started.filter((path) => path.endsWith('~rollback'));
}

export function rollbackManual(driver: Driver): void {
  describe('rollback, manual', () => {
    test('the run stays PAUSED with its plan until confirmed', async () => {
      const run = await driver.start(definition(FAILS, { ...MANUAL, finally: [probe('f')] }));
      await waits(run);
      const state = await run.state();
      expect(state.status).toBe('PAUSED');
      expect((await run.rollbackPlan()).map(({ path }) => path)).toEqual(['c', 'b', 'a']);
      expect(undone(run)).toEqual([]);
      expect(await run.operate({ do: 'rollback', confirm: true, by, reason: 'customer agreed' })).toBeUndefined();
      const result = await run.result();
      expect(result).toMatchObject({ status: 'ROLLED_BACK', rollbackPerformed: true, failure: { step: 'd' } });
      expect(run.probe.started.slice(-4)).toEqual(['c~rollback', 'b~rollback', 'a~rollback', 'finally.f']);
      const told = (await run.trail()).map(({ type, notice }) => notice ?? type).filter((each) => /workflow:(p|r)|rollback/.test(each));
      expect(told.filter((each) => each !== 'workflow:progress')).toEqual([
        'the rollback waits to be confirmed or declined',
        'workflow:paused',
        'workflow:resumed',
        'rollback confirmed by ada: customer agreed',
        'rollback:started',
        'rollback:step',
        'rollback:step',
        'rollback:step',
        'rollback:completed',
      ]);
    });

    test('declined: nothing is undone, and the run is FAILED; `finally` runs', async () => {
      const run = await driver.start(definition(FAILS, { ...MANUAL, finally: [probe('f', { status: '$run.status' })] }));
      await waits(run);
      expect(await run.operate({ do: 'rollback', confirm: false, by })).toBeUndefined();
      expect(await run.result()).toMatchObject({ status: 'FAILED', rollbackPerformed: false, failure: { step: 'd' } });
      expect(undone(run)).toEqual([]);
      expect(run.probe.of('finally.f')[0]?.params).toEqual({ status: 'FAILED' });
    });

    test('declined: FAILED also when a block had undone some of its own', async () => {
      const block = {
        id: 't',
        type: 'try',
        steps: [probe('x', {}, undo()), probe('bad', BROKEN)],
        catch: [{ steps: [probe('c')] }],
        rollbackOnFailure: true,
      } as const;
      const run = await driver.start(definition([probe('a', {}, undo()), block, probe('d', BROKEN)], MANUAL));
      await waits(run);
      await run.operate({ do: 'rollback', confirm: false, by });
      expect((await run.result()).status).toBe('FAILED');
      expect(undone(run)).toEqual(['t.x~rollback']);
    });

    test('partial: chosen steps alone are undone, the others stay', async () => {
      const run = await driver.start(definition(FAILS, MANUAL));
      await waits(run);
      expect(await run.operate({ do: 'rollback', confirm: true, steps: ['a', 'c'], by })).toBeUndefined();
      const result = await run.result();
      expect(undone(run)).toEqual(['c~rollback', 'a~rollback']);
      expect(statuses(result)).toEqual({ a: 'ROLLED_BACK', b: 'COMPLETED', n: 'COMPLETED', c: 'ROLLED_BACK', d: 'FAILED' });
      expect(result.status).toBe('ROLLED_BACK');
    });

    test.each([
      ['a', ['c~rollback', 'b~rollback']],
      ['b', ['c~rollback']],
      ['n', ['c~rollback']],
    ])('partial: back to %s, which stays', async (backTo, paths) => {
      const run = await driver.start(definition(FAILS, MANUAL));
      await waits(run);
      expect(await run.operate({ do: 'rollback', confirm: true, backTo, by })).toBeUndefined();
      await run.result();
      expect(undone(run)).toEqual(paths);
    });

    test('partial: a block stands for all inside, in its iterations too', async () => {
      const loop = { id: 'each', type: 'forEach', items: [1, 2], steps: [probe('x', {}, undo())] } as const;
      const run = await driver.start(definition([probe('a', {}, undo()), loop, probe('d', BROKEN)], MANUAL));
      await waits(run);
      expect(await run.operate({ do: 'rollback', confirm: true, steps: ['x'], by })).toMatchObject({ code: 'NoSuchStep' });
      expect(await run.operate({ do: 'rollback', confirm: true, steps: ['each'], by })).toBeUndefined();
      await run.result();
      expect(undone(run)).toEqual(['each[1].x~rollback', 'each[0].x~rollback']);
    });

    test('what makes no sense is refused, and the run waits on', async () => {
      const run = await driver.start(definition(FAILS, MANUAL));
      await waits(run);
      const refused = async (more: object) => (await run.operate({ do: 'rollback', confirm: true, by, ...more }))?.code;
      expect(await refused({ steps: ['n'] })).toBe('NoSuchStep');
      expect(await refused({ steps: [] })).toBe('InvalidValue');
      expect(await refused({ backTo: 'd' })).toBe('NoSuchStep');
      expect(await refused({ backTo: 'c' })).toBe('NothingToRollBack');
      expect(await refused({ steps: ['a'], backTo: 'a' })).toBe('InvalidValue');
      expect(await refused({ confirm: false, steps: ['a'] })).toBe('InvalidInput');
      expect(await refused({ confirm: 'yes' })).toBe('InvalidInput');
      expect((await run.state()).status).toBe('PAUSED');
      expect(await run.operate({ do: 'rollback', confirm: true, by })).toBeUndefined();
      expect((await run.result()).status).toBe('ROLLED_BACK');
    });

    test('what became of it is written down once, with who decided', async () => {
      const run = await driver.start(definition(FAILS, MANUAL));
      await waits(run);
      await run.operate({ do: 'rollback', confirm: true, backTo: 'a', by });
      await run.result();
      expect(await run.rollbacks()).toMatchObject([{ how: 'manual', outcome: 'done', undone: ['c', 'b'], failed: [], left: ['a'], by }]);
      const other = await driver.start(definition(FAILS, MANUAL));
      await waits(other);
      await other.operate({ do: 'rollback', confirm: false, by });
      await other.result();
      expect(await other.rollbacks()).toMatchObject([{ how: 'manual', outcome: 'declined', undone: [], left: ['a', 'b', 'c'], by }]);
    });

    test('an automatic one is written down once, with what failed; of a run that undoes nothing nothing is', async () => {
      const steps = [probe('a', {}, undo()), probe('b', {}, undo(BROKEN)), probe('d', BROKEN)];
      const { run } = await ran(driver, definition(steps, { rollbackOnFailure: true }));
      expect(await run.rollbacks()).toMatchObject([
        { how: 'automatic', outcome: 'failed', undone: ['a'], failed: [{ path: 'b' }], left: [] },
      ]);
      const { run: other } = await ran(driver, definition(steps));
      expect(await other.rollbacks()).toEqual([]);
    });

    test('no rollback waits: refused', async () => {
      const run = await driver.start(definition([probe('a', { hold: true }, undo())], MANUAL));
      await run.probe.begun('a');
      expect(await run.operate({ do: 'rollback', confirm: true, by })).toMatchObject({ code: 'NothingToRollBack' });
      run.probe.release('a');
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('with nothing to undo nobody is asked', async () => {
      const { result } = await ran(driver, definition([probe('a'), probe('b', BROKEN)], MANUAL));
      expect(result.status).toBe('FAILED');
    });

    test('resume does not stand for a word on it; nor does cancel', async () => {
      const run = await driver.start(definition(FAILS, MANUAL));
      await waits(run);
      await run.resume();
      await run.cancel();
      await run.untilTold(({ notice }) => notice?.startsWith('not resumed') === true);
      expect((await run.state()).status).toBe('PAUSED');
      expect(undone(run)).toEqual([]);
      await run.operate({ do: 'rollback', confirm: true, by });
      expect(await run.result()).toMatchObject({ status: 'ROLLED_BACK', failure: { step: 'd' } });
    });

    test('a pause holds what was confirmed until the resume', async () => {
      const run = await driver.start(definition(FAILS, MANUAL));
      await waits(run);
      await run.pause();
      await run.operate({ do: 'rollback', confirm: true, by });
      await run.untilTold(({ type }) => type === 'rollback:started');
      expect((await run.state()).status).toBe('PAUSED');
      expect(undone(run)).toEqual([]);
      await run.resume();
      expect((await run.result()).status).toBe('ROLLED_BACK');
    });

    test('a run paused when it fails waits likewise', async () => {
      const steps = [probe('a', {}, undo()), probe('d', { ...BROKEN, hold: true })];
      const run = await driver.start(definition(steps, MANUAL));
      await run.probe.begun('d');
      await run.pause();
      run.probe.release('d');
      await waits(run);
      await run.resume();
      expect((await run.state()).status).toBe('PAUSED');
      await run.operate({ do: 'rollback', confirm: true, by });
      expect((await run.result()).status).toBe('ROLLED_BACK');
    });

    test('a cancelled run waits for a word on its rollback as well', async () => {
      const run = await driver.start(definition([probe('a', {}, undo()), probe('h', { hold: true })], MANUAL));
      await run.probe.begun('h');
      await run.cancel();
      await waits(run);
      await run.operate({ do: 'rollback', confirm: true, by });
      expect((await run.result()).status).toBe('CANCELLED');
      expect(undone(run)).toEqual(['a~rollback']);
    });

    test('who cancels with a rollback has confirmed it', async () => {
      const run = await driver.start(definition([probe('a', {}, undo()), probe('h', { hold: true })], MANUAL));
      await run.probe.begun('h');
      await run.cancel({ rollback: true });
      expect((await run.result()).status).toBe('CANCELLED');
      expect(undone(run)).toEqual(['a~rollback']);
    });
  });
}
