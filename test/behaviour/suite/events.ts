import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { EventStep } from '../../../src/core/definition/steps/event.ts';
import { definition, probe, reached, released, statuses, type Driver } from '../driver.ts';

function event(id: string, more: Partial<EventStep> = {}): Step {
  return { id, type: 'event', event: 'paid', ...more };
}

const HELD = probe('a', { hold: true });

export function events(driver: Driver): void {
  describe('events', () => {
    test("Values: the event's data, {} if it has none", async () => {
      const run = await driver.start(definition([event('one'), event('two')]));
      expect(await run.send({ type: 'paid', data: { amount: 5 } })).toBeUndefined();
      expect(await run.send({ type: 'paid' })).toBeUndefined();
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { one: { amount: 5 }, two: {} } });
    });

    test('a step that waits for an event is WAITING', async () => {
      const run = await driver.start(definition([event('one')]));
      expect(statuses(await reached(run, 'one', 'WAITING'))).toEqual({ one: 'WAITING' });
      expect((await run.trail()).map(({ type }) => type)).toContain('step:waiting');
      await run.send({ type: 'paid' });
      expect(statuses(await run.result())).toEqual({ one: 'COMPLETED' });
    });

    test('Events are kept by the run until a step takes them', async () => {
      const run = await driver.start(definition([HELD, event('one')]));
      await run.probe.begun('a');
      await run.send({ type: 'paid', data: 1 });
      run.probe.release('a');
      expect((await run.result()).output).toMatchObject({ one: 1 });
    });

    test('Events that came before the first step are kept too', async () => {
      const run = await driver.start(definition([event('one')]));
      await run.send({ type: 'paid', data: 1 });
      expect((await run.result()).output).toEqual({ one: 1 });
    });

    test('Events: a step takes the oldest that fits, each goes to one step', async () => {
      const run = await driver.start(definition([HELD, event('one'), event('two'), event('three')]));
      await run.probe.begun('a');
      for (const data of [1, 2, 3]) await run.send({ type: 'paid', data });
      run.probe.release('a');
      expect((await run.result()).output).toMatchObject({ one: 1, two: 2, three: 3 });
    });

    test('Events: `match` says what fits; what does not fit is kept for another step', async () => {
      const run = await driver.start(definition([HELD, event('one', { match: '$event.data.n == $want' }), event('two')]), {
        input: { want: 2 },
      });
      await run.probe.begun('a');
      for (const n of [1, 2]) await run.send({ type: 'paid', data: { n } });
      run.probe.release('a');
      expect((await run.result()).output).toMatchObject({ one: { n: 2 }, two: { n: 1 } });
    });

    test('Events: a step that waits lets pass what does not fit', async () => {
      const run = await driver.start(definition([event('one', { match: '$event.data.n > 1' }), event('two')]));
      await reached(run, 'one', 'WAITING');
      for (const n of [1, 2]) expect(await run.send({ type: 'paid', data: { n } })).toBeUndefined();
      expect((await run.result()).output).toEqual({ one: { n: 2 }, two: { n: 1 } });
    });

    test('Events: $event is {type, id, source, time, data}', async () => {
      const match =
        '$event.type == "paid" && $event.id == "e-1" && $event.source == "bank" && $event.time == timestamp($t) && $event.data == 7';
      const run = await driver.start(definition([event('one', { match })]), { input: { t: '2025-02-03T04:05:06Z' } });
      await run.send({ type: 'paid', id: 'e-1', source: 'bank', time: '2025-02-03T04:05:06Z', data: 7 });
      expect((await run.result()).output).toEqual({ one: 7 });
    });

    test('Events: what the sender left out of $event is filled in', async () => {
      const match = 'size($event.id) > 0 && $event.time >= $run.startedAt && !has($event.source) && !has($event.data)';
      const run = await driver.start(definition([event('one', { match })]));
      await run.send({ type: 'paid' });
      expect((await run.result()).output).toEqual({ one: {} });
    });

    test('Events: the type must be the same', async () => {
      const run = await driver.start(definition([event('one')]));
      expect(await run.send({ type: 'refunded', data: 1 })).toBeUndefined();
      expect(await run.send({ type: 'paid', data: 2 })).toBeUndefined();
      expect((await run.result()).output).toEqual({ one: 2 });
    });

    test('When things resolve: the type of an event may hold references', async () => {
      const run = await driver.start(definition([event('one', { event: 'paid-$order' })]), { input: { order: 'X' } });
      await run.send({ type: 'paid-Y', data: 1 });
      await run.send({ type: 'paid-X', data: 2 });
      expect((await run.result()).output).toEqual({ one: 2 });
    });

    test('Events: the same id counts once, while it waits', async () => {
      const run = await driver.start(definition([HELD, event('one'), event('two')]));
      await run.probe.begun('a');
      for (const data of ['first', 'again']) expect(await run.send({ type: 'paid', id: 'e1', data })).toBeUndefined();
      expect(await run.send({ type: 'paid', id: 'e2', data: 'second' })).toBeUndefined();
      run.probe.release('a');
      expect((await run.result()).output).toMatchObject({ one: 'first', two: 'second' });
    });

    test('Events: the same id counts once, also when it was taken', async () => {
      const run = await driver.start(definition([event('one'), HELD, event('two')]));
      await run.send({ type: 'paid', id: 'e1', data: 'first' });
      await run.probe.begun('a');
      expect(await run.send({ type: 'paid', id: 'e1', data: 'again' })).toBeUndefined();
      await released(run, 'a');
      await reached(run, 'two', 'WAITING');
      await run.send({ type: 'paid', id: 'e2', data: 'second' });
      expect((await run.result()).output).toMatchObject({ one: 'first', two: 'second' });
    });

    test('Events: at most `maxEvents` are kept; the sender of one more is told', async () => {
      const run = await driver.start(definition([HELD, event('one'), event('two')], { limits: { maxEvents: 2 } }));
      await run.probe.begun('a');
      expect(await run.send({ type: 'other' })).toBeUndefined();
      expect(await run.send({ type: 'paid', data: 1 })).toBeUndefined();
      expect(await run.send({ type: 'paid', data: 2 })).toMatchObject({
        class: expect.any(String),
        message: expect.stringContaining('maxEvents'),
      });
      run.probe.release('a');
      await reached(run, 'two', 'WAITING');
      expect(await run.send({ type: 'paid', data: 3 })).toBeUndefined();
      expect((await run.result()).output).toMatchObject({ one: 1, two: 3 });
    });

    test('Events: a step that waits takes one however many are kept', async () => {
      const run = await driver.start(definition([event('one')], { limits: { maxEvents: 1 } }));
      await reached(run, 'one', 'WAITING');
      expect(await run.send({ type: 'other' })).toBeUndefined();
      expect(await run.send({ type: 'paid', data: 1 })).toBeUndefined();
      expect((await run.result()).output).toEqual({ one: 1 });
    });

    test('Events: steps that wait side by side get one each', async () => {
      const run = await driver.start(definition([{ id: 'fork', type: 'parallel', branches: { a: [event('one')], b: [event('two')] } }]));
      await Promise.all([reached(run, 'fork.a.one', 'WAITING'), reached(run, 'fork.b.two', 'WAITING')]);
      for (const data of [1, 2]) await run.send({ type: 'paid', data });
      const { fork } = (await run.result()).output as { readonly fork: Readonly<Record<string, number>> };
      expect(Object.values(fork).toSorted()).toEqual([1, 2]);
    });

    test('Events: in a loop each iteration takes the next', async () => {
      const run = await driver.start(definition([{ id: 'each', type: 'forEach', items: [1, 2, 3], steps: [event('one')] }]));
      for (const data of ['a', 'b', 'c']) await run.send({ type: 'paid', data });
      expect((await run.result()).output).toEqual({ each: ['a', 'b', 'c'] });
    });

    test('Events: a run that has ended takes none, and the sender is told', async () => {
      const run = await driver.start(definition([probe('a')]));
      await run.result();
      expect(await run.send({ type: 'paid' })).toMatchObject({ message: expect.any(String) });
    });

    test('Events: one without a type is refused, and the sender is told', async () => {
      const run = await driver.start(definition([event('one')]));
      expect(await run.send({ type: '' })).toMatchObject({ class: 'validation' });
      await run.send({ type: 'paid' });
      expect((await run.result()).status).toBe('COMPLETED');
    });

    test('Events come by plain signal as well; what was refused is noted in the trace', async () => {
      const run = await driver.start(definition([HELD, event('one')], { limits: { maxEvents: 1 } }));
      await run.probe.begun('a');
      await run.signal('event', { type: 'paid', data: 1 });
      await run.signal('event', { type: 'paid', data: 2 });
      const noted = await run.untilTold(({ type, failure }) => type === 'workflow:notice' && failure !== undefined);
      expect(noted.notice).toContain('paid');
      run.probe.release('a');
      expect((await run.result()).output).toMatchObject({ one: 1 });
    });

    test('When things resolve: a `match` that can not be worked out fails the step', async () => {
      const run = await driver.start(definition([event('one', { match: '$event.data.n > 1' })]));
      await run.send({ type: 'paid', data: {} });
      const { failure } = await run.result();
      expect(failure).toMatchObject({ step: 'one', path: 'one' });
      expect(['MissingReference', 'ExpressionError']).toContain(failure?.code);
    });

    test('Pause: events are taken in, and take effect on resume', async () => {
      const run = await driver.start(definition([event('one'), probe('b')]));
      await reached(run, 'one', 'WAITING');
      await run.pause();
      expect(await run.send({ type: 'paid', data: 1 })).toBeUndefined();
      expect(await run.send({ type: 'later', data: 2 })).toBeUndefined();
      const { status, steps } = await run.state();
      expect([status, steps.map(({ path }) => path)]).toEqual(['PAUSED', ['one']]);
      expect(run.probe.calls).toEqual([]);
      await run.resume();
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { one: 1 } });
    });

    test('cancelling the run ends the wait', async () => {
      const run = await driver.start(definition([event('one')]));
      await reached(run, 'one', 'WAITING');
      await run.cancel();
      expect(statuses(await run.result())).toEqual({ one: 'CANCELLED' });
    });

    test('an event is sent to a child by its run id', async () => {
      const child = { id: 'child', name: 'Child', steps: [event('one')] };
      const run = await driver.start(definition([{ id: 'sub', type: 'workflow', workflow: child }]));
      const inner = run.other(`${run.runId}/sub`);
      await reached(inner, 'one', 'WAITING');
      expect(await inner.send({ type: 'paid', data: 1 })).toBeUndefined();
      expect((await run.result()).output).toEqual({ sub: { one: 1 } });
    });
  });
}
