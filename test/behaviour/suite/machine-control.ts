import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { State } from '../../../src/core/definition/workflow-definition.ts';
import { BROKEN, probe, ran, statuses, undo, type Driver } from '../driver.ts';
import { inState, machineOf } from './machine.ts';

const END: State = { type: 'final' };
const COUNT: Step = { id: 'count', type: 'set', values: { n: '${ default($n, 0) + 1 }' } };

export function machineControl(driver: Driver): void {
  describe('a machine under control', () => {
    test('Who sees what: steps of a state are a body: exit and transition see those of the same visit', async () => {
      const open: State = {
        entry: [probe('x', { result: { v: 1 } })],
        exit: [probe('out', { x: '$x.v' })],
        on: { GO: { target: 'end', steps: [probe('t', { x: '$x.v', out: '$out' })] } },
      };
      const run = await driver.start(machineOf({ open, end: END }));
      await inState(run, 'open');
      await run.send({ type: 'GO' });
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.of('open.out')[0]?.params).toEqual({ x: 1 });
      expect(run.probe.of('open.t')[0]?.params).toEqual({ x: 1, out: null });
    });

    test('Who sees what: guards see the steps of the visit', async () => {
      const open: State = {
        entry: [probe('x', { result: 5 })],
        always: [
          { target: 'no', when: '$x < 5' },
          { target: 'end', when: '$x == 5' },
        ],
      };
      expect((await ran(driver, machineOf({ open, no: END, end: { type: 'final', output: 'end' } }))).result.output).toBe('end');
    });

    test('Who sees what: a second visit does not see the first', async () => {
      const open: State = {
        entry: [COUNT, probe('see', { x: '$x' }), probe('x', { result: 1 }, { when: '$n == 1' }), probe('again', { x: '$x' })],
        always: [{ target: 'open', when: '$n < 2' }, 'end'],
      };
      const { probe: seen } = await ran(driver, machineOf({ open, end: END }));
      expect(seen.of('open.again')[0]?.params).toEqual({ x: 1 });
      expect(seen.of('open#2.see')[0]?.params).toEqual({ x: null });
      expect(seen.of('open#2.again')[0]?.params).toEqual({ x: null });
    });

    test('Variables: `set` carries values from state to state', async () => {
      const { result } = await ran(
        driver,
        machineOf({
          a: { entry: [COUNT], always: 'b' },
          b: { entry: [{ ...COUNT, id: 'again' }], always: [{ target: 'a', when: '$n < 6' }, 'end'] },
          end: { type: 'final', output: '$n' },
        }),
      );
      expect(result.output).toBe(6);
    });

    test('Result: of the steps of states only failed ones are named', async () => {
      const open: State = { entry: [COUNT, probe('x', BROKEN, { optional: true })], always: [{ target: 'open', when: '$n < 3' }, 'end'] };
      const { result } = await ran(driver, machineOf({ open, end: END }));
      expect(result.steps.map(({ path, status }) => [path, status])).toEqual([
        ['open.x', 'FAILED'],
        ['open#2.x', 'FAILED'],
        ['open#3.x', 'FAILED'],
      ]);
    });

    test('blocks in states', async () => {
      const loop: Step = { id: 'each', type: 'forEach', items: [1, 2], steps: [probe('x', { item: '$item' })] };
      const { probe: seen } = await ran(driver, machineOf({ open: { entry: [loop], always: 'end' }, end: END }));
      expect(seen.started).toEqual(['open.each[0].x', 'open.each[1].x']);
    });

    test('return in a state ends the run', async () => {
      const open: State = { entry: [{ id: 'r', type: 'return', value: 'early' }, probe('never')], exit: [probe('out')], always: 'end' };
      const { result, probe: seen } = await ran(driver, machineOf({ open, end: END }));
      expect(result).toMatchObject({ status: 'COMPLETED', output: 'early' });
      expect(seen.calls).toEqual([]);
    });

    test('cancelling a machine that waits ends it; exit is not run', async () => {
      const run = await driver.start(
        machineOf({ open: { exit: [probe('out')], on: { GO: 'end' } }, end: END }, { finally: [probe('last')] }),
      );
      await inState(run, 'open');
      await run.cancel();
      expect((await run.result()).status).toBe('CANCELLED');
      expect(run.probe.started).toEqual(['finally.last']);
    });

    test('cancelling a machine whose steps run cancels them', async () => {
      const run = await driver.start(machineOf({ open: { entry: [probe('in', { hold: true })], onError: 'end' }, end: END }));
      await run.probe.begun('open.in');
      await run.cancel();
      expect((await run.result()).status).toBe('CANCELLED');
      expect(run.probe.of('open.in')[0]?.aborted).toBe(true);
    });

    test("Clocks: the workflow's timeout ends a machine that waits", async () => {
      const { result } = await ran(driver, machineOf({ open: { on: { GO: 'end' } }, end: END }, { timeout: 200 }));
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'Timeout', class: 'timeout' } });
    });

    test('Rollback: the steps of all visits are undone, in reverse order', async () => {
      const open: State = {
        entry: [COUNT, probe('x', { n: '$n' }, undo({ n: '$n' }))],
        always: [{ target: 'open', when: '$n < 2' }, 'bad'],
      };
      const { result, probe: seen } = await ran(
        driver,
        machineOf({ open, bad: { entry: [probe('y', BROKEN)], type: 'final' } }, { rollbackOnFailure: true }),
      );
      expect(result.status).toBe('ROLLED_BACK');
      expect(seen.started.slice(-2)).toEqual(['open#2.x~rollback', 'open.x~rollback']);
      expect(seen.of('open#2.x~rollback')[0]?.params).toEqual({ n: 2 });
    });

    test('Blocks with rollbackOnFailure inside a state are undone before onError', async () => {
      const block: Step = {
        id: 'b',
        type: 'if',
        condition: 'true',
        then: [probe('x', {}, undo()), probe('y', BROKEN)],
        rollbackOnFailure: true,
      };
      const { probe: seen } = await ran(
        driver,
        machineOf({ open: { entry: [block], onError: { target: 'end', steps: [probe('report')] } }, end: END }),
      );
      expect(seen.started).toEqual(['open.b.x', 'open.b.y', 'open.b.x~rollback', 'open.report']);
    });

    test('Pause holds the steps of a machine', async () => {
      const run = await driver.start(
        machineOf({
          open: { entry: [probe('in', { hold: true }), probe('then')], always: 'end' },
          end: { entry: [probe('last')], type: 'final' },
        }),
      );
      await run.probe.begun('open.in');
      await run.pause();
      run.probe.release('open.in');
      await run.untilTold(({ path, type }) => path === 'open.in' && type === 'step:completed');
      expect(run.probe.started).toEqual(['open.in']);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.started).toEqual(['open.in', 'open.then', 'end.last']);
    });

    test('an `onError` whose own steps fail fails the run, once', async () => {
      const open: State = {
        entry: [probe('x', BROKEN)],
        onError: { target: 'end', steps: [probe('report', { fail: { class: 'permanent', code: 'Worse' } })] },
      };
      const { result, probe: seen } = await ran(driver, machineOf({ open, end: END }));
      expect(result.status).toBe('FAILED');
      expect(seen.of('open.x')).toHaveLength(1);
      expect(seen.calls.length).toBeLessThanOrEqual(101);
    });

    test('statuses: every step of a machine that is not reached is absent', async () => {
      const { result } = await ran(driver, machineOf({ open: { entry: [probe('x')], always: 'end', onError: 'end' }, end: END }));
      expect(statuses(result)).toEqual({});
    });
  });
}
