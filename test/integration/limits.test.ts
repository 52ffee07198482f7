import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, test } from 'vitest';

import type { Step } from '../../src/core/definition/step.ts';
import { resultOf, temporalDriver } from '../behaviour/drivers/temporal.ts';
import { definition, probe, ran, undo } from '../behaviour/driver.ts';

const driver = temporalDriver();
const MEGABYTE = 1024 * 1024;

describe('wide and large', () => {
  test('3,000 parallel steps in graph mode complete', { timeout: 120_000 }, async () => {
    const steps = Array.from({ length: 3000 }, (_, i) => probe(`s${i}`, { result: i }));
    const { result } = await ran(driver, definition(steps, { mode: 'graph', output: { last: '$s2999' } }));
    expect(result).toMatchObject({ status: 'COMPLETED', output: { last: 2999 }, progress: { completedSteps: 3000, percentComplete: 100 } });
  });

  test('a maxConcurrency over what the server bears is cut to 1,000', { timeout: 120_000 }, async () => {
    // They are asked for 200 at a time: quick ones would be over before a thousand are under way.
    const steps = Array.from({ length: 2200 }, (_, i) => probe(`s${i}`, { sleep: 200 }));
    const { result, run } = await ran(driver, definition(steps, { mode: 'graph', maxConcurrency: 5000, output: null }));
    expect(result.status).toBe('COMPLETED');
    expect(mostPending((await driver.handle(run.runId).fetchHistory()).events ?? [])).toBe(1000);
  });

  test('a 5 MB param and a 5 MB result', async () => {
    const text = 'x'.repeat(5 * MEGABYTE);
    const { result, probe: seen } = await ran(
      driver,
      definition([probe('a', { result: '$text' }), probe('b', { got: '$a' })], { output: { size: '${ size($b) }' } }),
      {
        input: { text },
      },
    );
    expect(seen.of('b')[0]?.params['got']).toHaveLength(text.length);
    // The value of `b` is null: the output can't be worked out, and that too is a result.
    expect(result.failure).toMatchObject({ code: 'ExpressionError' });
  });

  test('sixty steps of 100 KB of params at once pass the limit of a task', async () => {
    const steps = Array.from({ length: 60 }, (_, i) => probe(`s${i}`, { text: '$text', n: i }));
    const { result } = await ran(driver, definition(steps, { mode: 'graph', output: null }), { input: { text: 'x'.repeat(100 * 1024) } });
    expect(result.status).toBe('COMPLETED');
  });

  test('paths over 1,000 bytes that differ at their end only', async () => {
    const long = `s${'tep'.repeat(500)}`;
    const { result, probe: seen } = await ran(
      driver,
      definition([probe(`${long}1`, { sleep: 50 }), probe(`${long}2`, { sleep: 50 })], { mode: 'graph' }),
    );
    expect(result.status).toBe('COMPLETED');
    expect(seen.started).toEqual([`${long}1`, `${long}2`]);
  });

  test('a path grown long by nesting', async () => {
    let step: Step = probe('inside', { result: 1 });
    for (let i = 0; i < 12; i += 1) step = { id: `${'block'.repeat(30)}${i}`, type: 'if', condition: 'true', then: [step] };
    const { result, probe: seen } = await ran(driver, definition([step]));
    expect(result.status).toBe('COMPLETED');
    expect(seen.calls[0]?.path.length).toBeGreaterThan(1500);
  });
});

/** Activities that were scheduled and not ended, at most. */
function mostPending(
  events: readonly { readonly activityTaskScheduledEventAttributes?: unknown; readonly activityTaskCompletedEventAttributes?: unknown }[],
): number {
  let pending = 0;
  return Math.max(
    ...events.map((event) => {
      if (event.activityTaskScheduledEventAttributes) pending += 1;
      if (event.activityTaskCompletedEventAttributes) pending -= 1;
      return pending;
    }),
  );
}

describe('history', () => {
  const lengthOf = async (runId: string) => (await driver.handle(runId).fetchHistory()).events?.length;

  test('three retries cost 11 events in all', async () => {
    const { run, result } = await ran(
      driver,
      definition([probe('a', { fail: { times: 3 } }, { retry: { maxAttempts: 4, strategy: 'fixed', baseDelay: 10 } })]),
    );
    expect(result.steps[0]).toMatchObject({ attempts: 4, status: 'COMPLETED' });
    expect(await lengthOf(run.runId)).toBe(11);
  });

  test('ten remote steps cost what they cost by hand: six events each', async () => {
    const { run } = await ran(driver, definition(Array.from({ length: 10 }, (_, i) => probe(`s${i}`))));
    expect(await lengthOf(run.runId)).toBe(5 + 6 * 10);
  });

  test('steps that call nothing cost no event', async () => {
    const set = (id: string): Step => ({ id, type: 'set', values: { [id]: 1 } });
    const { run } = await ran(
      driver,
      definition([set('a'), { id: 'i', type: 'if', condition: 'true', then: [set('b')] }, probe('c', {}, { when: 'false' })]),
    );
    expect(await lengthOf(run.runId)).toBe(5);
  });
});

describe('cancellation by Temporal itself', () => {
  test('ends CANCELLED with rollback, and the result in the memo', async () => {
    const run = await driver.start(definition([probe('a', {}, undo()), probe('b', { hold: true })], { rollbackOnFailure: true }));
    await run.probe.begun('b');
    await driver.handle(run.runId).cancel();
    expect(await run.result()).toMatchObject({
      status: 'CANCELLED',
      rollbackPerformed: true,
      steps: [{ status: 'ROLLED_BACK' }, { status: 'CANCELLED' }],
    });
    const { memo, status } = await driver.handle(run.runId).describe();
    expect(status.name).toBe('CANCELLED');
    expect(memo).toMatchObject({ stepwrightResult: { status: 'CANCELLED' } });
  });

  test('reaches the AbortSignal of a running action within 500 ms', async () => {
    const took: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      const run = await driver.start(definition([probe('a', { hold: true })]));
      await run.probe.begun('a');
      await delay(300);
      const from = performance.now();
      await run.cancel();
      await run.probe.aborted('a');
      took.push(performance.now() - from);
      await run.result();
    }
    expect(Math.min(...took)).toBeLessThan(500);
  });
});

describe('signals before the first task', () => {
  test('a cancelled run starts nothing', async () => {
    const { runId, handle } = await startWithoutTask(definition([{ id: 's', type: 'set', values: { v: 1 } }, probe('a')]));
    await handle.signal('cancel', {});
    await handle.signal('go');
    expect(await resultOf(handle)).toMatchObject({ status: 'CANCELLED', steps: [] });
    expect(driver.probes.of(runId).calls).toEqual([]);
  });

  test('a paused run starts nothing until it is resumed', async () => {
    const { handle } = await startWithoutTask(definition([{ id: 's', type: 'set', values: { v: 1 } }, probe('a')]));
    await handle.signal('pause');
    await delay(100);
    expect(await handle.query('state')).toMatchObject({ status: 'PAUSED', steps: [] });
    await handle.signal('resume');
    expect(await resultOf(handle)).toMatchObject({ status: 'COMPLETED' });
  });
});

/** The first workflow task comes some time after the start, so that signals are there before it. */
async function startWithoutTask(run: ReturnType<typeof definition>) {
  const runId = `early-${Math.random().toString(36).slice(2)}`;
  const handle = await driver.client.workflow.start(run.id, {
    args: [{ definition: run, hash: 'not validated', interpreter: 1 }],
    taskQueue: driver.taskQueue,
    workflowId: runId,
    startDelay: 600,
  });
  return { runId, handle };
}
