import { describe, expect, test } from 'vitest';

import { definition, probe, ran, statuses, undo, type Driver } from '../driver.ts';

const BROKEN = { fail: { class: 'permanent' } } as const;
const ROLLBACK = { rollbackOnFailure: true } as const;

export function rollback(driver: Driver): void {
  describe('rollback', () => {
    test('Rollback undoes exactly the completed steps that have one, each once, in reverse order of completion', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition(
          [
            probe('a', {}, undo()),
            probe('b'),
            probe('c', {}, undo()),
            probe('skipped', {}, { when: 'false', ...undo() }),
            probe('d', BROKEN, undo()),
          ],
          ROLLBACK,
        ),
      );
      expect(seen.started).toEqual(['a', 'b', 'c', 'd', 'c~rollback', 'a~rollback']);
      expect(result).toMatchObject({
        status: 'ROLLED_BACK',
        success: false,
        rollbackPerformed: true,
        rollbackErrors: [],
        output: null,
        failure: { step: 'd' },
      });
      expect(statuses(result)).toEqual({ a: 'ROLLED_BACK', b: 'COMPLETED', c: 'ROLLED_BACK', skipped: 'SKIPPED', d: 'FAILED' });
      expect(result.steps[0]).toMatchObject({ rolledBack: true });
    });

    test('without rollbackOnFailure nothing is undone', async () => {
      const { result, probe: seen } = await ran(driver, definition([probe('a', {}, undo()), probe('b', BROKEN)]));
      expect(seen.started).toEqual(['a', 'b']);
      expect(result).toMatchObject({ status: 'FAILED', rollbackPerformed: false });
    });

    test('Status: FAILED when there was nothing to roll back', async () => {
      const { result } = await ran(driver, definition([probe('a'), probe('b', BROKEN)], ROLLBACK));
      expect(result).toMatchObject({ status: 'FAILED', rollbackPerformed: false, rollbackErrors: [] });
    });

    test('`on: [cancel]` does not roll back a failure', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([probe('a', {}, undo()), probe('b', BROKEN)], { rollbackOnFailure: { on: ['cancel'] } }),
      );
      expect(seen.started).toEqual(['a', 'b']);
    });

    test('Rollback: optional steps that completed are undone too', async () => {
      const { probe: seen } = await ran(driver, definition([probe('a', {}, { optional: true, ...undo() }), probe('b', BROKEN)], ROLLBACK));
      expect(seen.started).toEqual(['a', 'b', 'a~rollback']);
    });

    test('When things resolve: rollback.params when the step completes, with its own result', async () => {
      const { probe: seen } = await ran(
        driver,
        definition(
          [
            { id: 's', type: 'set', values: { v: 'then' } },
            probe('a', { result: { id: 7 } }, undo({ id: '$a.id', same: '$result.id', v: '$v' })),
            { id: 't', type: 'set', values: { v: 'now' } },
            probe('b', BROKEN),
          ],
          ROLLBACK,
        ),
      );
      expect(seen.of('a~rollback')[0]).toMatchObject({ action: 'undo', params: { id: 7, same: 7, v: 'then' } });
    });

    test('Rollback: an unresolvable rollback is reported as failed when its turn comes, and stops nothing', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', {}, undo()), probe('b', { result: {} }, undo({ id: '$b.gone' })), probe('c', BROKEN)], ROLLBACK),
      );
      expect(seen.started).toEqual(['a', 'b', 'c', 'a~rollback']);
      expect(result).toMatchObject({
        status: 'FAILED',
        rollbackPerformed: false,
        rollbackErrors: [{ path: 'b', stepId: 'b', failure: { code: 'MissingReference' } }],
      });
      expect(statuses(result)).toEqual({ a: 'ROLLED_BACK', b: 'COMPLETED', c: 'FAILED' });
    });

    test('Rollback: three attempts by default; a failure is reported and stops nothing', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition(
          [probe('a', {}, undo()), probe('b', {}, undo({ fail: {} }, { retry: { maxAttempts: 2, baseDelay: 10 } })), probe('c', BROKEN)],
          ROLLBACK,
        ),
      );
      expect(seen.of('b~rollback')).toHaveLength(2);
      expect(seen.of('a~rollback')).toHaveLength(1);
      expect(result).toMatchObject({
        status: 'FAILED',
        rollbackPerformed: false,
        rollbackErrors: [{ path: 'b', stepId: 'b', failure: { attempts: 2 } }],
      });
    });

    test('a rollback that fails twice is made three times without any retry policy', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', {}, undo({ fail: { times: 2, class: 'transient' } })), probe('b', BROKEN)], ROLLBACK),
      );
      expect(seen.of('a~rollback').map((call) => call.attempt)).toEqual([1, 2, 3]);
      expect(result.status).toBe('ROLLED_BACK');
    });

    test('Rollback: blocks without a rollback of their own are undone by those inside', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [probe('x', {}, undo()), probe('y', {}, undo())] } as const;
      const { result, probe: seen } = await ran(driver, definition([probe('a', {}, undo()), block, probe('b', BROKEN)], ROLLBACK));
      expect(seen.started.slice(4)).toEqual(['i.y~rollback', 'i.x~rollback', 'a~rollback']);
      expect(statuses(result)).toMatchObject({ i: 'COMPLETED', 'i.x': 'ROLLED_BACK', 'i.y': 'ROLLED_BACK' });
    });

    test('Rollback: a completed block with its own rollback is undone by that alone', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [probe('x', { result: 5 }, undo())], ...undo({ got: '$i' }) } as const;
      const { result, probe: seen } = await ran(driver, definition([block, probe('b', BROKEN)], ROLLBACK));
      expect(seen.started).toEqual(['i.x', 'b', 'i~rollback']);
      expect(seen.of('i~rollback')[0]?.params).toEqual({ got: 5 });
      expect(result.status).toBe('ROLLED_BACK');
    });

    test('Rollback: of a block that failed, the completed steps inside are undone, not the block', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [probe('x', {}, undo()), probe('y', BROKEN)], ...undo() } as const;
      const { probe: seen } = await ran(driver, definition([block], ROLLBACK));
      expect(seen.started).toEqual(['i.x', 'i.y', 'i.x~rollback']);
    });

    test('Rollback in graph mode: independent ones side by side, each after all that depended on it', async () => {
      const run = await driver.start(
        definition(
          [
            probe('root', {}, undo()),
            probe('left', {}, { dependsOn: ['root'], ...undo({ hold: true }) }),
            probe('right', {}, { dependsOn: ['root'], ...undo({ hold: true }) }),
            probe('bad', BROKEN, { dependsOn: ['left', 'right'] }),
          ],
          { mode: 'graph', ...ROLLBACK },
        ),
      );
      await run.probe.begun('left~rollback');
      await run.probe.begun('right~rollback');
      expect(run.probe.of('root~rollback')).toEqual([]);
      run.probe.release('left~rollback');
      run.probe.release('right~rollback');
      const result = await run.result();
      expect(result.status).toBe('ROLLED_BACK');
      expect(run.probe.started.at(-1)).toBe('root~rollback');
    });

    test('Rollback in graph mode: the order also holds over steps that have nothing to undo', async () => {
      const { probe: seen } = await ran(
        driver,
        definition(
          [
            probe('root', {}, undo()),
            probe('between', {}, { dependsOn: ['root'] }),
            probe('end', {}, { dependsOn: ['between'], ...undo({ sleep: 40 }) }),
            probe('bad', BROKEN, { dependsOn: ['end'] }),
          ],
          { mode: 'graph', ...ROLLBACK },
        ),
      );
      expect(seen.of('root~rollback')[0]?.began).toBeGreaterThan(seen.of('end~rollback')[0]?.ended ?? Infinity);
    });

    test('Pause holds the next rollback', async () => {
      const run = await driver.start(
        definition([probe('a', {}, undo()), probe('b', {}, undo({ hold: true })), probe('c', BROKEN)], ROLLBACK),
      );
      await run.probe.begun('b~rollback');
      await run.pause();
      run.probe.release('b~rollback');
      const state = await run.until(({ steps }) => steps.some((step) => step.path === 'b' && step.status === 'ROLLED_BACK'));
      expect(state.status).toBe('PAUSED');
      expect(run.probe.of('a~rollback')).toEqual([]);
      await run.resume();
      expect((await run.result()).status).toBe('ROLLED_BACK');
      expect(run.probe.started.at(-1)).toBe('a~rollback');
    });

    test('Cancel during rollback is refused', async () => {
      const run = await driver.start(definition([probe('a', {}, undo({ hold: true })), probe('b', BROKEN)], ROLLBACK));
      await run.probe.begun('a~rollback');
      await run.cancel();
      run.probe.release('a~rollback');
      expect(await run.result()).toMatchObject({ status: 'ROLLED_BACK', failure: { step: 'b' } });
      expect(run.probe.of('a~rollback')[0]).not.toHaveProperty('aborted');
    });

    test('Cancel during rollback is refused: it does not lift a pause either', async () => {
      const run = await driver.start(
        definition([probe('a', {}, undo()), probe('b', {}, undo({ hold: true })), probe('c', BROKEN)], ROLLBACK),
      );
      await run.probe.begun('b~rollback');
      await run.pause();
      await run.cancel();
      run.probe.release('b~rollback');
      const state = await run.until(({ steps }) => steps.some((step) => step.path === 'b' && step.status === 'ROLLED_BACK'));
      expect(state.status).toBe('PAUSED');
      await run.resume();
      expect((await run.result()).status).toBe('ROLLED_BACK');
    });

    test('rollbackPlan says what a rollback would call, in that order', async () => {
      const run = await driver.start(
        definition([probe('a', { result: 1 }, undo({ n: '$a' })), probe('b', {}, undo()), probe('c', { hold: true })], ROLLBACK),
      );
      await run.probe.begun('c');
      expect(await run.rollbackPlan()).toEqual([
        { path: 'b', stepId: 'b', target: 'probe', action: 'undo', params: {} },
        { path: 'a', stepId: 'a', target: 'probe', action: 'undo', params: { n: 1 } },
      ]);
      run.probe.release('c');
      await run.result();
    });
  });
}
