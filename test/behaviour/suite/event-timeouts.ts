import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { EventStep } from '../../../src/core/definition/steps/event.ts';
import { BROKEN, definition, probe, ran, reached, released, statuses, type Driver } from '../driver.ts';
import { virtualOnly } from '../virtual-only.ts';

function event(more: Partial<EventStep> = {}): Step {
  return { id: 'one', type: 'event', event: 'paid', ...more };
}

/** While it is held, virtual time stands still. */
const HELD = probe('a', { hold: true });

export function eventTimeouts(driver: Driver): void {
  const exact = virtualOnly(driver, 'delays are compared to the millisecond');

  describe('timeouts of events', () => {
    test.each([undefined, 'fail'] as const)(
      'Events: no event in time fails the step with class timeout: onTimeout %s',
      async (onTimeout) => {
        const step = event({ timeout: 100, ...(onTimeout === undefined ? {} : { onTimeout }) });
        const { result, probe: seen } = await ran(driver, definition([step, probe('never')]));
        expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'Timeout', class: 'timeout', step: 'one' } });
        expect(seen.calls).toEqual([]);
      },
    );

    test('Events: `onTimeout: skip` skips the step: it is null', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([event({ timeout: 100, onTimeout: 'skip' }), probe('b', { got: '$one.x' })]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(statuses(result)).toEqual({ one: 'SKIPPED', b: 'COMPLETED' });
      expect(seen.of('b')[0]?.params).toEqual({ got: null });
    });

    test("Events: `onTimeout: {steps}` runs these; their value is the step's, their path is below it", async () => {
      const onTimeout = { steps: [probe('remind', { result: 1 }), probe('escalate', { result: '${ $remind + 1 }' })] };
      const { result, probe: seen } = await ran(
        driver,
        definition([event({ timeout: 100, onTimeout }), probe('b', { got: '$one', inner: '$remind' })]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(seen.started).toEqual(['one.remind', 'one.escalate', 'b']);
      expect(seen.of('b')[0]?.params).toEqual({ got: 2, inner: 1 });
      expect(statuses(result)).toEqual({ one: 'COMPLETED', 'one.remind': 'COMPLETED', 'one.escalate': 'COMPLETED', b: 'COMPLETED' });
    });

    test('Events: steps of `onTimeout` that fail, fail the step', async () => {
      const { result } = await ran(
        driver,
        definition([event({ timeout: 100, onTimeout: { steps: [probe('remind', BROKEN)] }, optional: true })]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(result.steps[0]).toMatchObject({ path: 'one', status: 'FAILED', failure: { path: 'one.remind' } });
    });

    test('Events: steps of `onTimeout` did not run, so they are null, when the event came', async () => {
      const run = await driver.start(
        definition([event({ timeout: '1h', onTimeout: { steps: [probe('remind')] } }), probe('b', { inner: '$remind.x' })]),
      );
      await run.send({ type: 'paid' });
      await run.result();
      expect(run.probe.of('b')[0]?.params).toEqual({ inner: null });
    });

    test('an event in time leaves no clock behind', async () => {
      const run = await driver.start(definition([event({ timeout: '1h' })]));
      await run.send({ type: 'paid', data: 1 });
      const result = await run.result();
      expect(result).toMatchObject({ status: 'COMPLETED', output: { one: 1 } });
      expect(result.duration).toBeLessThan(60_000);
    });

    test('an event that does not fit does not stop the clock', async () => {
      const run = await driver.start(definition([event({ timeout: 300, match: '$event.data > 1' })]));
      await run.send({ type: 'paid', data: 1 });
      expect((await run.result()).failure).toMatchObject({ class: 'timeout', step: 'one' });
    });

    exact('a month goes by to the millisecond', async () => {
      const { result } = await ran(driver, definition([event({ timeout: '30d', onTimeout: 'skip' })]));
      expect(result.duration).toBe(30 * 86_400_000);
    });

    test('Pause: a timeout that fell due takes effect on resume', async () => {
      const run = await driver.start(
        definition([event({ timeout: 500, onTimeout: { steps: [probe('remind')] } }), HELD], { mode: 'graph' }),
      );
      await run.probe.begun('a');
      await run.pause();
      await released(run, 'a');
      await (await driver.start(definition([{ id: 'w', type: 'wait', for: 900 }]))).result();
      expect(run.probe.started).toEqual(['a']);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.started).toEqual(['a', 'one.remind']);
    });

    test('Pause: an event taken in before its time was over counts on resume, however late that is', async () => {
      const run = await driver.start(definition([event({ timeout: 2000 }), HELD], { mode: 'graph' }));
      await run.probe.begun('a');
      await reached(run, 'one', 'WAITING');
      await run.pause();
      expect(await run.send({ type: 'paid', data: 1 })).toBeUndefined();
      await released(run, 'a');
      await (await driver.start(definition([{ id: 'w', type: 'wait', for: 2200 }]))).result();
      await run.resume();
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { one: 1 } });
    });

    test("Clocks: an event inside a block is cancelled by the block's timeout", async () => {
      const block: Step = { id: 'i', type: 'if', condition: 'true', then: [event()], timeout: 150 };
      const { result } = await ran(driver, definition([block]));
      expect(result.failure).toMatchObject({ class: 'timeout', step: 'i' });
      expect(statuses(result)).toEqual({ i: 'FAILED', 'i.one': 'CANCELLED' });
    });
  });
}
