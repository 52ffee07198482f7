import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import { BROKEN, definition, probe, ran, reached, statuses, undo, type DrivenRun, type Driver } from '../driver.ts';

const PARK = { onExhausted: 'park' } as const;
const DEAD = { onExhausted: 'dead-letter' } as const;

const by = 'ada';

async function parked(run: DrivenRun, path: string): Promise<void> {
  await reached(run, path, 'WAITING');
}

export function exhausted(driver: Driver): void {
  describe('onExhausted', () => {
    test('Failing (2): `dead-letter` records and goes on to 3', async () => {
      const { result, run } = await ran(driver, definition([probe('a', BROKEN, DEAD), probe('b')]));
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'ProbeFailed', path: 'a' } });
      expect(await run.letters()).toEqual([{ path: 'a', called: 'probe.call', states: ['dead'], params: BROKEN, attempts: 1 }]);
    });

    test('Failing (2): a dead letter is written after all attempts, with their number, once', async () => {
      const step = probe('a', { fail: {} }, { ...DEAD, retry: { maxAttempts: 3, baseDelay: 5 }, optional: true });
      const { result, run, probe: seen } = await ran(driver, definition([step, probe('b')]));
      expect(statuses(result)).toEqual({ a: 'FAILED', b: 'COMPLETED' });
      expect(seen.of('a')).toHaveLength(3);
      expect(await run.letters()).toMatchObject([{ path: 'a', states: ['dead'], attempts: 3 }]);
    });

    test('Failing (2): a step that succeeds leaves no letter', async () => {
      const step = probe('a', { fail: { times: 1 } }, { ...PARK, retry: { maxAttempts: 2, baseDelay: 5 } });
      const { result, run } = await ran(driver, definition([step]));
      expect(result.status).toBe('COMPLETED');
      expect(await run.letters()).toEqual([]);
    });

    test('Failing (2): `park` waits for a person; replay → 1, with other params', async () => {
      const run = await driver.start(definition([probe('a', BROKEN, PARK), probe('b', { got: '$a' })]));
      await parked(run, 'a');
      expect(await run.letters()).toMatchObject([{ path: 'a', states: ['parked'] }]);
      expect(await run.operate({ do: 'replay', step: 'a', by, params: { result: 7 } })).toBeUndefined();
      expect(await run.result()).toMatchObject({ status: 'COMPLETED' });
      expect(run.probe.of('a').map(({ params }) => params)).toEqual([BROKEN, { result: 7 }]);
      expect(new Set(run.probe.of('a').map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
      expect(run.probe.of('b')[0]?.params).toEqual({ got: 7 });
      expect(await run.letters()).toMatchObject([{ path: 'a', states: ['parked', 'replaying', 'recovered'] }]);
    });

    test('Failing (2): a replay has all attempts anew, and may end parked again', async () => {
      const step = probe('a', { fail: {} }, { ...PARK, retry: { maxAttempts: 2, baseDelay: 5 } });
      const run = await driver.start(definition([step]));
      await parked(run, 'a');
      await run.operate({ do: 'replay', step: 'a', by });
      await run.probe.when(() => run.probe.of('a').length === 4);
      await run.untilTold(({ type, path, seq }) => type === 'step:waiting' && path === 'a' && seq > 4);
      expect(await run.operate({ do: 'discard', step: 'a', by, reason: 'enough' })).toBeUndefined();
      expect(await run.result()).toMatchObject({ status: 'FAILED', failure: { code: 'ProbeFailed', attempts: 2 } });
      expect(await run.letters()).toMatchObject([{ states: ['parked', 'replaying', 'parked', 'discarded'] }]);
    });

    test('Failing (2): discard → 3, and the block decides', async () => {
      const block: Step = {
        id: 't',
        type: 'try',
        steps: [probe('a', BROKEN, PARK)],
        catch: [{ steps: [probe('c', { code: '$error.code' })] }],
      };
      const run = await driver.start(definition([block]));
      await parked(run, 't.a');
      await run.operate({ do: 'discard', step: 't.a', by });
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.of('t.c')[0]?.params).toEqual({ code: 'ProbeFailed' });
    });

    test('Failing (2): its step clocks stopped: a totalTimeout counts anew after a replay', async () => {
      const run = await driver.start(definition([probe('a', BROKEN, { ...PARK, totalTimeout: 1500 })]));
      await parked(run, 'a');
      const other = await driver.start(definition([{ id: 'w', type: 'wait', for: 2000 }]));
      await other.result();
      await run.operate({ do: 'replay', step: 'a', by, params: {} });
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('A parked step holds nobody else: other steps go on', async () => {
      const run = await driver.start(definition([probe('a', BROKEN, PARK), probe('b')], { mode: 'graph', maxConcurrency: 1 }));
      await reached(run, 'b', 'COMPLETED');
      await parked(run, 'a');
      await run.operate({ do: 'replay', step: 'a', by, params: {} });
      expect(statuses(await run.result())).toEqual({ a: 'COMPLETED', b: 'COMPLETED' });
    });

    test('Cancel reaches a parked step, and its letter is discarded', async () => {
      const run = await driver.start(definition([probe('u', {}, undo()), probe('a', BROKEN, PARK)], { rollbackOnFailure: true }));
      await parked(run, 'a');
      await run.cancel();
      expect(await run.result()).toMatchObject({ status: 'CANCELLED', rollbackPerformed: true });
      expect(await run.letters()).toMatchObject([{ states: ['parked', 'discarded'] }]);
    });

    test('Cancel reaches a replay at work, and its letter is discarded', async () => {
      const run = await driver.start(definition([probe('a', BROKEN, PARK)], { finally: [probe('f')] }));
      await parked(run, 'a');
      await run.operate({ do: 'replay', step: 'a', by, params: { hold: true } });
      await run.probe.when(() => run.probe.of('a').length === 2);
      await run.cancel();
      expect((await run.result()).status).toBe('CANCELLED');
      expect(await run.letters()).toMatchObject([{ states: ['parked', 'replaying', 'discarded'] }]);
    });

    test('A skip of a parked step discards its letter, an override recovers it', async () => {
      const run = await driver.start(definition([probe('a', BROKEN, PARK), probe('b', BROKEN, PARK)], { mode: 'graph' }));
      await parked(run, 'a');
      await parked(run, 'b');
      await run.operate({ do: 'skip', step: 'a', by });
      await run.operate({ do: 'override', step: 'b', by, output: 1 });
      expect((await run.result()).status).toBe('COMPLETED');
      const letters = [...(await run.letters())].toSorted((one, other) => (one.path < other.path ? -1 : 1));
      expect(letters.map(({ states }) => states.at(-1))).toEqual(['discarded', 'recovered']);
    });

    test('A verdict during a pause takes effect on resume', async () => {
      const run = await driver.start(definition([probe('a', BROKEN, PARK)]));
      await parked(run, 'a');
      await run.pause();
      await run.operate({ do: 'replay', step: 'a', by, params: {} });
      expect((await run.state()).status).toBe('PAUSED');
      expect(run.probe.of('a')).toHaveLength(1);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('A child run is parked as a whole: a replay is a run of its own, with other input', async () => {
      const child = { id: 'child', name: 'Child', steps: [probe('x', { fail: '$fail' })], output: { ok: true } };
      const sub: Step = { id: 'sub', type: 'workflow', workflow: child, input: { fail: BROKEN.fail }, ...PARK };
      const run = await driver.start(definition([sub]));
      await parked(run, 'sub');
      await run.operate({ do: 'replay', step: 'sub', by, params: { fail: { times: 0 } } });
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { sub: { ok: true } } });
      expect(run.other(`${run.runId}/sub#2`).probe.started).toEqual(['x']);
    });

    test('A step inside a loop is parked by its path', async () => {
      const loop: Step = { id: 'each', type: 'forEach', items: [1, 2], steps: [probe('a', { fail: BROKEN.fail, n: '$item' }, PARK)] };
      const run = await driver.start(definition([loop]));
      for (const path of ['each[0].a', 'each[1].a']) {
        await run.untilTold((entry) => entry.type === 'step:waiting' && entry.path === path);
        expect(await run.operate({ do: 'replay', step: path, by, params: { result: path } })).toBeUndefined();
      }
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { each: ['each[0].a', 'each[1].a'] } });
    });

    test('A replay of what is not parked is refused with what is', async () => {
      const run = await driver.start(definition([probe('a', BROKEN, PARK), probe('b', { hold: true })], { mode: 'graph' }));
      await parked(run, 'a');
      const refused = await run.operate({ do: 'replay', step: 'b', by });
      expect(refused).toMatchObject({ code: 'NoSuchStep', message: expect.stringContaining('these are: a') as string });
      await run.operate({ do: 'discard', step: 'a', by });
      await run.result();
    });
  });
}
