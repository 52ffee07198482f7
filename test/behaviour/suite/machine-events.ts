import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { State } from '../../../src/core/definition/workflow-definition.ts';
import { definition, probe, ran, released, type Driver } from '../driver.ts';
import { virtualOnly } from '../virtual-only.ts';
import { inState, machineOf } from './machine.ts';

const END: State = { type: 'final' };
const HOUR = 3_600_000;

export function machineEvents(driver: Driver): void {
  const exact = virtualOnly(driver, 'delays are compared to the millisecond');

  describe('events and clocks of a machine', () => {
    test('State machines: events that come while steps run wait, the oldest is taken first', async () => {
      const open: State = {
        entry: [probe('in', { hold: true })],
        on: { A: { steps: [probe('a')] }, B: { steps: [probe('b')] }, END: 'end' },
      };
      const run = await driver.start(machineOf({ open, end: END }));
      await run.probe.begun('open.in');
      for (const type of ['B', 'A', 'END']) expect(await run.send({ type })).toBeUndefined();
      expect(run.probe.started).toEqual(['open.in']);
      run.probe.release('open.in');
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.started.map((path) => path.at(-1))).toEqual(['n', 'b', 'a']);
    });

    test('State machines: an event that comes while steps run is for the state that comes next', async () => {
      const open: State = { entry: [probe('in', { hold: true })], always: 'next' };
      const run = await driver.start(machineOf({ open, next: { on: { GO: 'end' } }, end: END }));
      await run.probe.begun('open.in');
      expect(await run.send({ type: 'GO' })).toBeUndefined();
      run.probe.release('open.in');
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('State machines: `always` goes before an event that waits', async () => {
      const open: State = { entry: [probe('in', { hold: true })], always: 'first', on: { GO: 'second' } };
      const run = await driver.start(
        machineOf({ open, first: { type: 'final', output: 'always' }, second: { type: 'final', output: 'event' } }),
      );
      await run.probe.begun('open.in');
      await run.send({ type: 'GO' });
      run.probe.release('open.in');
      expect((await run.result()).output).toBe('always');
    });

    test('State machines: an event that the state does not name is rejected to the sender with the list of accepted ones', async () => {
      const run = await driver.start(machineOf({ open: { on: { GO: 'end', STAY: {} } }, end: END }));
      await inState(run, 'open');
      const refused = await run.send({ type: 'OTHER' });
      expect(refused).toMatchObject({ class: 'validation' });
      for (const word of ['OTHER', 'GO', 'STAY']) expect(refused?.message).toContain(word);
      expect((await run.state()).machine?.currentState).toBe('open');
      await run.send({ type: 'GO' });
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('State machines: a rejected event is not kept for a later state', async () => {
      const run = await driver.start(machineOf({ open: { on: { GO: 'next' } }, next: { on: { OTHER: 'end', END: 'end' } }, end: END }));
      await inState(run, 'open');
      expect(await run.send({ type: 'OTHER' })).toBeDefined();
      await run.send({ type: 'GO' });
      await inState(run, 'next');
      expect((await run.state()).machine?.currentState).toBe('next');
      await run.send({ type: 'END' });
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('State machines: a plain signal that the state does not name is noted in the trace', async () => {
      const run = await driver.start(machineOf({ open: { on: { GO: 'end' } }, end: END }));
      await inState(run, 'open');
      await run.signal('event', { type: 'OTHER' });
      const noted = await run.untilTold(({ type, notice }) => type === 'workflow:notice' && notice?.includes('OTHER') === true);
      expect(noted.error).toContain('GO');
      await run.signal('event', { type: 'GO' });
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('State machines: one that came while steps ran and that nobody names is noted, and holds up nothing', async () => {
      const run = await driver.start(machineOf({ open: { entry: [probe('in', { hold: true })], on: { GO: 'end' } }, end: END }));
      await run.probe.begun('open.in');
      await run.send({ type: 'OTHER' });
      await run.send({ type: 'GO' });
      run.probe.release('open.in');
      expect((await run.result()).status).toBe('COMPLETED');
      expect(
        (await run.trail()).some(
          ({ type, notice, failure }) => type === 'workflow:notice' && notice?.includes('OTHER') === true && failure !== undefined,
        ),
      ).toBe(true);
    });

    test('Events: the same id counts once in a machine too', async () => {
      const run = await driver.start(machineOf({ open: { on: { ADD: { steps: [probe('x')] }, END: 'end' } }, end: END }));
      await inState(run, 'open');
      for (const id of ['e1', 'e1', 'e2']) expect(await run.send({ type: 'ADD', id })).toBeUndefined();
      await run.send({ type: 'END' });
      await run.result();
      expect(run.probe.calls).toHaveLength(2);
    });

    test('an `event` step in a state waits for its own event', async () => {
      const open: State = { entry: [{ id: 'paid', type: 'event', event: 'paid' }], always: 'end' };
      const run = await driver.start(machineOf({ open, end: { type: 'final', output: 'done' } }));
      await run.untilTold(({ path, type }) => path === 'open.paid' && type === 'step:waiting');
      expect(await run.send({ type: 'paid' })).toBeUndefined();
      expect((await run.result()).output).toBe('done');
    });

    test('Events: emitting to a machine that does not name the event fails with the list', async () => {
      const inner = { ...machineOf({ open: { on: { GO: 'end' } }, end: END }), id: 'inner' };
      const sub: Step = { id: 'sub', type: 'workflow', workflow: inner, wait: false };
      const run = await driver.start(
        definition([sub, probe('a', { hold: true }), { id: 'tell', type: 'emit', event: 'OTHER', to: { run: '$sub.runId' } }]),
      );
      await inState(run.other(`${run.runId}/sub`), 'open');
      await run.probe.begun('a');
      await released(run, 'a');
      expect(await run.result()).toMatchObject({ status: 'FAILED', failure: { step: 'tell', message: expect.stringContaining('GO') } });
      await run.other(`${run.runId}/sub`).cancel();
    });

    test('a clock of a state takes its transition', async () => {
      const { result, probe: seen } = await ran(
        driver,
        machineOf({ open: { exit: [probe('out')], after: { 50: { target: 'end', steps: [probe('t')] } } }, end: END }),
      );
      expect(result.status).toBe('COMPLETED');
      expect(seen.started).toEqual(['open.out', 'open.t']);
    });

    exact('the earliest clock goes off; those of a state that was left do not', async () => {
      const open: State = { after: { '3h': 'late', '1h': 'next', '2h': 'late' } };
      const { result } = await ran(
        driver,
        machineOf({
          open,
          next: { after: { PT5H: 'end' } },
          late: { type: 'final', output: 'late' },
          end: { type: 'final', output: 'end' },
        }),
      );
      expect([result.output, result.duration]).toEqual(['end', 6 * HOUR]);
    });

    exact('a clock whose guard does not hold lets the next one go off', async () => {
      const open: State = { after: { '1h': { target: 'no', when: '$n > 1' }, '2h': 'end' } };
      const { result } = await ran(driver, machineOf({ open, no: END, end: { type: 'final', output: 'end' } }), { input: { n: 1 } });
      expect([result.output, result.duration]).toEqual(['end', 2 * HOUR]);
    });

    exact('State machines: after an internal transition the clocks go on', async () => {
      const open: State = { after: { '1h': { steps: [probe('remind')] }, '3h': 'end' } };
      const { result, probe: seen } = await ran(driver, machineOf({ open, end: END }));
      expect(result.duration).toBe(3 * HOUR);
      expect(seen.calls).toHaveLength(1);
    });

    exact('State machines: a target, even the same state, lets `after` start anew', async () => {
      const count = { id: 's', type: 'set', values: { n: '${ default($n, 0) + 1 }' } } as const;
      const open: State = { entry: [count], after: { '1h': [{ target: 'open', when: '$n < 3' }], '2h': 'end' } };
      const { result } = await ran(driver, machineOf({ open, end: END }));
      expect(result.duration).toBe(4 * HOUR);
    });

    exact('a clock begins when its state is entered', async () => {
      const { result } = await ran(
        driver,
        machineOf({ open: { entry: [probe('in', { sleep: HOUR }, { timeout: '2h' })], after: { '3h': 'end' } }, end: END }),
      );
      expect(result.duration).toBe(3 * HOUR);
    });

    exact('30 days go by', async () => {
      const { result } = await ran(driver, machineOf({ open: { on: { GO: 'end' }, after: { '30d': 'end' } }, end: END }));
      expect(result.duration).toBe(30 * 24 * HOUR);
    });

    test('Pause: events are taken in, and take effect on resume', async () => {
      const run = await driver.start(machineOf({ open: { exit: [probe('out')], on: { GO: 'end' } }, end: END }));
      await inState(run, 'open');
      await run.pause();
      expect(await run.send({ type: 'GO' })).toBeUndefined();
      expect(await run.send({ type: 'OTHER' })).toBeDefined();
      expect((await run.state()).machine?.currentState).toBe('open');
      expect(run.probe.calls).toEqual([]);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('Pause: a clock that fell due takes effect on resume', async () => {
      const run = await driver.start(
        machineOf({ open: { after: { 400: 'end' }, on: { GO: {} } }, end: { entry: [probe('last')], type: 'final' } }),
      );
      await inState(run, 'open');
      await run.pause();
      await (await driver.start(definition([{ id: 'w', type: 'wait', for: 800 }]))).result();
      expect(run.probe.calls).toEqual([]);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.started).toEqual(['end.last']);
    });
  });
}
