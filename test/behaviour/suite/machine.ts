import { describe, expect, test } from 'vitest';

import type { State, WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { BROKEN, definition, probe, ran, statuses, type Driver, type DrivenRun } from '../driver.ts';

/** A state machine that begins in its first state. */
export function machineOf(states: Readonly<Record<string, State>>, more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return { id: 'suite', name: 'Suite', initial: Object.keys(states)[0] ?? '', states, ...more };
}

/** Resolves when the machine waits for events in a state. */
export async function inState(run: DrivenRun, state: string): Promise<void> {
  await run.until(({ machine, status }) => status !== 'RUNNING' || machine?.currentState === state);
}

const END: State = { type: 'final' };

export function machine(driver: Driver): void {
  describe('state machine', () => {
    test('it begins in `initial`; a final state ends the run COMPLETED', async () => {
      const { result, probe: seen } = await ran(
        driver,
        machineOf({ start: { entry: [probe('x')], always: 'end' }, end: { entry: [probe('y')], type: 'final' } }),
      );
      expect(result).toMatchObject({ status: 'COMPLETED', success: true });
      expect(seen.started).toEqual(['start.x', 'end.y']);
    });

    test('State machines: an event leaves one state and enters the next: exit, steps of the transition, entry', async () => {
      const open: State = { entry: [probe('in')], exit: [probe('out')], on: { GO: { target: 'end', steps: [probe('go')] } } };
      const run = await driver.start(machineOf({ open, end: { entry: [probe('last')], type: 'final' } }));
      await inState(run, 'open');
      expect(await run.send({ type: 'GO' })).toBeUndefined();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.started).toEqual(['open.in', 'open.out', 'open.go', 'end.last']);
    });

    test('a machine answers `currentState` and `nextEvents`', async () => {
      const run = await driver.start(machineOf({ open: { on: { GO: 'shut', STAY: {} } }, shut: { on: { END: 'end' } }, end: END }));
      await inState(run, 'open');
      expect((await run.state()).machine).toEqual({ currentState: 'open', nextEvents: ['GO', 'STAY'] });
      await run.send({ type: 'GO' });
      await inState(run, 'shut');
      expect((await run.state()).machine).toEqual({ currentState: 'shut', nextEvents: ['END'] });
      await run.send({ type: 'END' });
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('a transition is a name, or {target, when, steps}, or a list: the first whose `when` holds', async () => {
      const on: State['on'] = {
        GO: [{ target: 'a', when: '$event.data.n > 10' }, { target: 'b', when: '$event.data.n > $least' }, 'c'],
      };
      const leaf = (id: string): State => ({ type: 'final', output: id });
      const states = { open: { on }, a: leaf('a'), b: leaf('b'), c: leaf('c') };
      const ends = async (n: number) => {
        const run = await driver.start(machineOf(states), { input: { least: 1 } });
        await inState(run, 'open');
        await run.send({ type: 'GO', data: { n } });
        return (await run.result()).output;
      };
      expect(await ends(20)).toBe('a');
      expect(await ends(2)).toBe('b');
      expect(await ends(0)).toBe('c');
    });

    test('an event whose guards do not hold changes nothing', async () => {
      const run = await driver.start(machineOf({ open: { on: { GO: { target: 'end', when: '$event.data == 1' } } }, end: END }));
      await inState(run, 'open');
      await run.send({ type: 'GO', data: 0 });
      expect((await run.state()).machine?.currentState).toBe('open');
      await run.send({ type: 'GO', data: 1 });
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('steps of a transition see $event; entry does not', async () => {
      const run = await driver.start(
        machineOf({
          open: {
            on: {
              GO: {
                target: 'end',
                steps: [probe('go', { got: '$event.data', type: '$event.type' }), { id: 's', type: 'set', values: { v: '$event.data' } }],
              },
            },
          },
          end: { entry: [probe('see', { v: '$v' })], type: 'final' },
        }),
      );
      await inState(run, 'open');
      await run.send({ type: 'GO', data: { n: 1 } });
      await run.result();
      expect(run.probe.of('open.go')[0]?.params).toEqual({ got: { n: 1 }, type: 'GO' });
      expect(run.probe.of('end.see')[0]?.params).toEqual({ v: { n: 1 } });
    });

    test('Paths: a second visit is numbered, `review#2.note`, and so are its idempotency keys', async () => {
      const run = await driver.start(
        machineOf({
          review: { entry: [probe('note')], on: { AGAIN: 'draft', END: 'end' } },
          draft: { entry: [probe('write')], always: 'review' },
          end: END,
        }),
      );
      for (let visit = 1; visit <= 3; visit += 1) {
        await run.probe.begun(visit === 1 ? 'review.note' : `review#${visit}.note`);
        await run.send({ type: visit === 3 ? 'END' : 'AGAIN' });
      }
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.started).toEqual(['review.note', 'draft.write', 'review#2.note', 'draft#2.write', 'review#3.note']);
      expect(run.probe.of('review#2.note')[0]?.idempotencyKey).toBe(`${run.runId}/review#2.note`);
    });

    test('State machines: without `target` a transition is internal: no exit, no entry', async () => {
      const open: State = {
        entry: [probe('in')],
        exit: [probe('out')],
        on: { NOTE: { steps: [probe('note', { n: '$event.data' })] }, END: 'end' },
      };
      const run = await driver.start(machineOf({ open, end: END }));
      await inState(run, 'open');
      for (const data of [1, 2]) await run.send({ type: 'NOTE', data });
      await run.send({ type: 'END' });
      expect((await run.result()).status).toBe('COMPLETED');
      const notes = run.probe.calls.filter(({ params }) => params['n'] !== undefined);
      expect(notes.map(({ params }) => params['n'])).toEqual([1, 2]);
      expect(new Set(notes.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
      expect(run.probe.started.filter((path) => path.endsWith('.in') || path.endsWith('.out'))).toEqual(['open.in', 'open.out']);
    });

    test('State machines: a target, even the same state, leaves and enters', async () => {
      const run = await driver.start(
        machineOf({ open: { entry: [probe('in')], exit: [probe('out')], on: { AGAIN: 'open', END: 'end' } }, end: END }),
      );
      await inState(run, 'open');
      await run.send({ type: 'AGAIN' });
      await run.send({ type: 'END' });
      await run.result();
      expect(run.probe.started).toEqual(['open.in', 'open.out', 'open#2.in', 'open#2.out']);
    });

    test('State machines: `always` is tested when entry has run to its end', async () => {
      const first: State = {
        entry: [probe('x', { result: 5 }), { id: 's', type: 'set', values: { n: '$x' } }],
        always: [
          { target: 'no', when: '$n < 5' },
          { target: 'yes', when: '$n == 5', steps: [probe('t')] },
        ],
      };
      const { result, probe: seen } = await ran(driver, machineOf({ first, no: END, yes: { type: 'final', output: 'yes' } }));
      expect(result.output).toBe('yes');
      expect(seen.started).toEqual(['first.x', 'first.t']);
    });

    test('State machines: `always` that does not hold lets events be taken, and is tested after each', async () => {
      const open: State = {
        on: { ADD: { steps: [{ id: 's', type: 'set', values: { n: '${ default($n, 0) + 1 }' } }] } },
        always: { target: 'end', when: 'default($n, 0) == 2' },
      };
      const run = await driver.start(machineOf({ open, end: { type: 'final', output: '$n' } }));
      await inState(run, 'open');
      await run.send({ type: 'ADD' });
      expect((await run.state()).machine?.currentState).toBe('open');
      await run.send({ type: 'ADD' });
      expect((await run.result()).output).toBe(2);
    });

    test('State machines: 100 transitions in a row without an event are an error', async () => {
      const { result } = await ran(driver, machineOf({ ping: { always: 'pong' }, pong: { always: 'ping' } }));
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'IterationLimit' } });
    });

    test('State machines: an event begins the count anew', async () => {
      const count = (id: string, n: string) => ({ id, type: 'set', values: { n } }) as const;
      const hops = (id: string, next: string): State => ({
        entry: [count(id, '${ default($n, 0) + 1 }')],
        always: [{ target: next, when: '$n >= 60' }, id],
      });
      const rest: State = { on: { GO: { target: 'more', steps: [count('reset', '${ 0 }')] } } };
      const run = await driver.start(machineOf({ hop: hops('hop', 'rest'), rest, more: hops('more', 'end'), end: END }));
      await inState(run, 'rest');
      await run.send({ type: 'GO' });
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test("State machines: a final state gives its `output`, else the workflow's", async () => {
      const own = await ran(
        driver,
        machineOf({ end: { entry: [probe('x', { result: 1 })], type: 'final', output: { got: '$x' } } }, { output: 'other' }),
      );
      expect(own.result.output).toEqual({ got: 1 });
      const set = { entry: [{ id: 's', type: 'set', values: { v: 2 } }], type: 'final' } as const;
      expect((await ran(driver, machineOf({ end: set }, { output: { got: '$v' } }))).result.output).toEqual({ got: 2 });
    });

    test('State machines: for a bad end, `fail` in its entry', async () => {
      const { result } = await ran(
        driver,
        machineOf({
          start: { always: 'bad' },
          bad: { entry: [{ id: 'f', type: 'fail', error: { code: 'Lost', message: 'm' } }], type: 'final' },
        }),
      );
      expect(result).toMatchObject({ status: 'FAILED', output: null, failure: { code: 'Lost', path: 'bad.f' } });
    });

    test("State machines: an error in a state's steps takes `onError`, which sees $error", async () => {
      const open: State = {
        entry: [probe('x', { fail: { class: 'permanent', code: 'No' } }), probe('y')],
        exit: [probe('out')],
        onError: { target: 'end', steps: [probe('report', { code: '$error.code', path: '$error.path' })] },
      };
      const { result, probe: seen } = await ran(driver, machineOf({ open, end: END }));
      expect(result.status).toBe('COMPLETED');
      expect(seen.started).toEqual(['open.x', 'open.out', 'open.report']);
      expect(seen.of('open.report')[0]?.params).toEqual({ code: 'No', path: 'open.x' });
      expect(statuses(result)).toEqual({ 'open.x': 'FAILED' });
    });

    test.each(['exit', 'transition'] as const)('State machines: an error in %s steps takes `onError` too', async (where) => {
      const bad = [probe('x', BROKEN)];
      const open: State = {
        exit: where === 'exit' ? bad : [],
        on: { GO: { target: 'end', steps: where === 'exit' ? [] : bad } },
        onError: 'saved',
      };
      const run = await driver.start(machineOf({ open, saved: { type: 'final', output: 'saved' }, end: END }));
      await inState(run, 'open');
      await run.send({ type: 'GO' });
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: 'saved' });
    });

    test('State machines: `onError` has guards; when none holds the run fails', async () => {
      const open: State = {
        entry: [probe('x', { fail: { class: 'permanent', code: 'No' } })],
        onError: [{ target: 'end', when: '$error.code == "Other"' }],
      };
      expect((await ran(driver, machineOf({ open, end: END }))).result).toMatchObject({
        status: 'FAILED',
        failure: { code: 'No', path: 'open.x' },
      });
    });

    test('State machines: without `onError` the run fails', async () => {
      const { result, probe: seen } = await ran(
        driver,
        machineOf({ open: { entry: [probe('x', BROKEN)], exit: [probe('out')], always: 'end' }, end: END }),
      );
      expect(result).toMatchObject({ status: 'FAILED', failure: { path: 'open.x' } });
      expect(seen.started).toEqual(['open.x']);
    });

    test('State machines: an optional step that fails is no error of its state', async () => {
      const { result } = await ran(
        driver,
        machineOf({ open: { entry: [probe('x', BROKEN, { optional: true }), probe('y')], always: 'end', onError: 'open' }, end: END }),
      );
      expect(result.status).toBe('COMPLETED');
    });

    test('a machine is a child like any definition', async () => {
      const inner = { ...machineOf({ start: { always: 'end' }, end: { type: 'final', output: 'done' } }), id: 'inner' } as const;
      expect((await ran(driver, definition([{ id: 'sub', type: 'workflow', workflow: inner }]))).result.output).toEqual({ sub: 'done' });
    });
  });
}
