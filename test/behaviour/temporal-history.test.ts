import { temporal as temporalProto } from '@temporalio/proto';
import { beforeAll, describe, expect, test } from 'vitest';

import type { Step } from '../../src/core/definition/step.ts';
import { definition, probe, ran } from './driver.ts';
import { temporalDriver } from './drivers/temporal.ts';

const { HistoryEvent } = temporalProto.api.history.v1;

const STEPS = 20;
const KILOBYTE = 1024;
/** Stands in the environment of the process that the worker runs in. */
const IN_ENVIRONMENT = 'what-the-environment-holds';
const IN_INPUT = 'what-the-input-holds';
/** More than a history should hold twice, and less than what is stored outside of it. */
const LARGE = IN_INPUT + 'x'.repeat(20 * KILOBYTE);

const driver = temporalDriver();

/** The bytes of each event of a run's history. */
async function historyOf(runId: string): Promise<readonly { readonly isCall: boolean; readonly bytes: Buffer }[]> {
  const { events } = await driver.handle(runId).fetchHistory();
  return (events ?? []).map((event) => ({
    isCall: event.activityTaskScheduledEventAttributes !== undefined && event.activityTaskScheduledEventAttributes !== null,
    bytes: Buffer.from(HistoryEvent.encode(event).finish()),
  }));
}

/** Bytes from each call on to the next, the last one's left out: the end of the run follows it. */
async function bytesPerStep(runId: string): Promise<readonly number[]> {
  const sizes: number[] = [];
  for (const { isCall, bytes } of await historyOf(runId)) {
    if (isCall) sizes.push(0);
    const last = sizes.pop();
    if (last !== undefined) sizes.push(last + bytes.length);
  }
  return sizes.slice(0, -1);
}

const names = Array.from({ length: STEPS }, (_, i) => `s${String(i).padStart(2, '0')}`);
/** Each step knows the large input, a large variable and what all steps before it gave; each uses a little. */
const steps: readonly Step[] = [
  { id: 'keep', type: 'set', values: { kept: '$large' } },
  ...names.map((name, i) => probe(name, { result: { n: i, size: '${ size($kept) }', before: i === 0 ? 0 : `$${names[i - 1]}.n` } })),
  probe('again', { fail: { times: 1 } }, { retry: { maxAttempts: 2, baseDelay: 1 } }),
];
const RUN = definition(steps, { output: { last: `$${names.at(-1)}` } });

describe('known defects of a peer, in the history of a run', () => {
  beforeAll(() => {
    process.env['STEPWRIGHT_TEST_MARKER'] = IN_ENVIRONMENT;
    return () => delete process.env['STEPWRIGHT_TEST_MARKER'];
  });

  test('the environment is copied nowhere', async () => {
    const { run, result } = await ran(driver, RUN, { input: { large: LARGE } });
    expect(result.status).toBe('COMPLETED');
    const events = await historyOf(run.runId);
    expect(events.length).toBeGreaterThan(STEPS);
    expect(events.filter(({ bytes }) => bytes.includes(IN_ENVIRONMENT))).toEqual([]);
  });

  test('what steps do not use is not copied into them: the input is there once', async () => {
    const { run } = await ran(driver, RUN, { input: { large: LARGE } });
    const events = await historyOf(run.runId);
    // The result at the end says what each step gave, `keep` too.
    expect(events.slice(0, -1).filter(({ bytes }) => bytes.includes(IN_INPUT))).toHaveLength(1);
    expect(events[0]?.bytes.includes(IN_INPUT)).toBe(true);
  });

  test('a step takes as much history as the one before, however large the state is', async () => {
    const small = await ran(driver, RUN, { input: { large: 'x' } });
    const large = await ran(driver, RUN, { input: { large: LARGE } });
    const [atFirst = 0, ...later] = await bytesPerStep(small.run.runId);
    // Numbers and times take a few bytes more or less.
    for (const bytes of later) expect(Math.abs(bytes - atFirst)).toBeLessThan(atFirst / 10);
    for (const bytes of await bytesPerStep(large.run.runId)) expect(Math.abs(bytes - atFirst)).toBeLessThan(atFirst / 10);
  });
});
