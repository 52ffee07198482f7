import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import { BROKEN, definition, probe, ran, statuses, undo, untilTask, type Driver } from '../driver.ts';

const by = 'ada';

export function operator(driver: Driver): void {
  describe('operator commands', () => {
    test('skip: a step at work is cancelled and SKIPPED, and the list goes on', async () => {
      const run = await driver.start(definition([probe('a', { hold: true }), probe('b', { got: '$a' })]));
      await run.probe.begun('a');
      expect(await run.operate({ do: 'skip', step: 'a', by, reason: 'stuck' })).toBeUndefined();
      const result = await run.result();
      expect(statuses(result)).toEqual({ a: 'SKIPPED', b: 'COMPLETED' });
      expect(run.probe.of('a')[0]?.aborted).toBe(true);
      expect(run.probe.of('b')[0]?.params).toEqual({ got: null });
    });

    test('skip: a step that has not begun never does', async () => {
      const run = await driver.start(definition([probe('a', { hold: true }), probe('b'), probe('c')]));
      await run.probe.begun('a');
      expect(await run.operate({ do: 'skip', step: 'b', by })).toBeUndefined();
      run.probe.release('a');
      expect(statuses(await run.result())).toEqual({ a: 'COMPLETED', b: 'SKIPPED', c: 'COMPLETED' });
      expect(run.probe.started).toEqual(['a', 'c']);
    });

    test('skip: a whole block, by its id; what was done inside is still undone if the run fails', async () => {
      const loop: Step = {
        id: 'each',
        type: 'forEach',
        items: [1, 2],
        steps: [probe('x', {}, undo()), { id: 'h', type: 'wait', for: '1h' }],
      };
      const run = await driver.start(definition([loop, probe('b', BROKEN)], { rollbackOnFailure: true }));
      await run.untilTold(({ path, type }) => path === 'each[0].h' && type === 'step:waiting');
      await run.operate({ do: 'skip', step: 'each', by });
      const result = await run.result();
      expect(result.status).toBe('ROLLED_BACK');
      expect(run.probe.started).toEqual(['each[0].x', 'b', 'each[0].x~rollback']);
    });

    test('override: the step is COMPLETED with the value given, its own mapping aside, and is undone like any', async () => {
      const step = probe('a', { hold: true }, { output: { mapped: '$result' }, ...undo({ of: '$a' }) });
      const run = await driver.start(definition([step, probe('b', { got: '$a', ...BROKEN })], { rollbackOnFailure: true }));
      await run.probe.begun('a');
      expect(await run.operate({ do: 'override', step: 'a', by, output: { id: 5 } })).toBeUndefined();
      expect((await run.result()).status).toBe('ROLLED_BACK');
      expect(run.probe.of('b')[0]?.params).toMatchObject({ got: { id: 5 } });
      expect(run.probe.of('a~rollback')[0]?.params).toEqual({ of: { id: 5 } });
    });

    test('override: a parked step', async () => {
      const run = await driver.start(definition([probe('a', BROKEN, { onExhausted: 'park' }), probe('b', { got: '$a' })]));
      await run.untilTold(({ path, type }) => path === 'a' && type === 'step:waiting');
      await run.operate({ do: 'override', step: 'a', by, output: 'by hand' });
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.of('b')[0]?.params).toEqual({ got: 'by hand' });
    });

    test('set: variables of a paused run, and only then', async () => {
      const run = await driver.start(
        definition([{ id: 's', type: 'set', values: { n: 1 } }, probe('a', { hold: true }), probe('b', { got: '$n' })]),
      );
      await run.probe.begun('a');
      expect(await run.operate({ do: 'set', by, values: { n: 2 } })).toMatchObject({ code: 'NotPaused' });
      await run.pause();
      expect(await run.operate({ do: 'set', by, values: { m: 2 } })).toMatchObject({ code: 'UnknownReference' });
      expect(await run.operate({ do: 'set', by, values: { n: 2 } })).toBeUndefined();
      run.probe.release('a');
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.of('b')[0]?.params).toEqual({ got: 2 });
    });

    test('decide: an approval, whoever its approvers are', async () => {
      const ask: Step = { id: 'ask', type: 'approval', approvers: ['bob', 'cy'], quorum: 2 };
      const run = await driver.start(definition([ask]));
      await untilTask(run, 'ask');
      expect(await run.operate({ do: 'decide', step: 'ask', approved: true, by, reason: 'both on leave' })).toBeUndefined();
      const result = await run.result();
      expect(result.output).toMatchObject({ ask: { approved: true, decisions: [{ by, comment: 'both on leave' }] } });
    });

    test('Every command is in the trail, with who gave it and why, those refused too', async () => {
      const run = await driver.start(definition([probe('a', { hold: true })]));
      await run.probe.begun('a');
      await run.operate({ do: 'skip', step: 'nowhere', by, reason: 'oops' });
      await run.operate({ do: 'skip', step: 'a', by, reason: 'stuck' });
      await run.result();
      const notices = (await run.trail()).flatMap(({ notice, path }) => (notice === undefined ? [] : [{ notice, path }]));
      expect(notices).toEqual([
        { notice: 'skip nowhere by ada: oops was refused', path: undefined },
        { notice: 'skip a by ada: stuck', path: 'a' },
      ]);
    });

    test('A word counts once, and of several steps of one id none is meant', async () => {
      const loop: Step = { id: 'each', type: 'forEach', items: [1, 2], parallel: true, steps: [probe('x', { hold: true })] };
      const run = await driver.start(definition([loop]));
      await run.probe.begun('each[0].x');
      await run.probe.begun('each[1].x');
      const several = await run.operate({ do: 'skip', step: 'x', by });
      expect(several).toMatchObject({ code: 'NoSuchStep', message: expect.stringContaining('each[0].x, each[1].x') as string });
      expect(await run.operate({ do: 'skip', step: 'each[0].x', by })).toBeUndefined();
      expect(await run.operate({ do: 'override', step: 'each[1].x', by, output: 5 })).toBeUndefined();
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { each: [null, 5] } });
    });

    test('What makes no sense is refused with the reason', async () => {
      const run = await driver.start(definition([probe('d'), probe('a', { hold: true })]));
      await run.probe.begun('a');
      expect(await run.operate({ do: 'skip', step: 'd', by })).toMatchObject({
        code: 'NoSuchStep',
        message: expect.stringContaining('COMPLETED') as string,
      });
      expect(await run.operate({ do: 'skip', step: 'a', by: '' })).toMatchObject({ code: 'InvalidInput' });
      expect(await run.operate({ do: 'fly' } as never)).toMatchObject({ code: 'InvalidInput' });
      run.probe.release('a');
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('A step nobody touched is none the wiser', async () => {
      const { result } = await ran(driver, definition([probe('a'), probe('b')], { mode: 'graph' }));
      expect(statuses(result)).toEqual({ a: 'COMPLETED', b: 'COMPLETED' });
    });
  });
}
