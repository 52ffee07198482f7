import { describe, expect, test } from 'vitest';

import { called, execution, factsOf } from '../../../test/helpers/run-facts.ts';
import { definitionProfileOf, spreadOf } from './definition-profile.ts';
import { profileOf } from './profile-of.ts';

test('a spread is made of values that were measured', () => {
  expect(spreadOf([])).toBeUndefined();
  expect(spreadOf([7])).toEqual({ p50: 7, p95: 7, max: 7 });
  expect(spreadOf([4, 1, 3, 2])).toEqual({ p50: 2, p95: 4, max: 4 });
  expect(spreadOf(Array.from({ length: 100 }, (_, i) => 100 - i))).toEqual({ p50: 50, p95: 95, max: 100 });
});

describe('the profile of many runs', () => {
  const run = (ms: number, fails = false) =>
    profileOf(
      factsOf(
        ms + 100,
        [
          ...execution('each', [0, ms]),
          ...execution('each[0].a', [0, ms], { attempts: fails ? 2 : 1, usage: { cpu: ms / 2, memory: ms * 1024 } }),
          ...execution('b', [ms, ms + 100], fails ? { type: 'step:failed', status: 'FAILED' } : {}),
          ...execution('c', [ms + 100, ms + 100], { type: 'step:skipped', status: 'SKIPPED' }),
        ],
        {
          calls: [called('b', { from: ms, taken: ms + 60, to: ms + 100 })],
          status: fails ? 'FAILED' : 'COMPLETED',
          notes: fails ? ['odd'] : [],
        },
      ),
    );

  test('of none is none', () => {
    expect(definitionProfileOf([])).toBeUndefined();
  });

  test('counts, spreads, shares of the critical paths, and rates', () => {
    const told = definitionProfileOf([run(100), run(300), run(500, true), run(700)]);
    expect(told).toMatchObject({
      workflowId: 'w',
      runs: 4,
      statuses: { COMPLETED: 3, FAILED: 1 },
      from: '2026-01-01T00:00:00.000Z',
      duration: { p50: 400, p95: 800, max: 800 },
      notes: ['odd'],
    });
    expect(told?.steps.map(({ step, count, critical }) => ({ step, count, critical }))).toEqual([
      { step: 'each', count: 4, critical: 0.8 },
      { step: 'each[].a', count: 4, critical: 0.8 },
      { step: 'b', count: 4, critical: 0.2 },
    ]);
    expect(told?.steps[1]).toMatchObject({
      total: { p50: 300, p95: 700, max: 700 },
      retryRate: 0.25,
      failureRate: 0,
      cpu: { max: 350 },
      memory: { p50: 300 * 1024 },
    });
    expect(told?.steps[1]).not.toHaveProperty('queue');
    expect(told?.steps[2]).toMatchObject({ queue: { p50: 60, max: 60 }, failureRate: 0.25 });
  });

  test('has its bottlenecks over all, as of the average run', () => {
    const told = definitionProfileOf([run(100), run(300)]);
    expect(told?.bottlenecks).toMatchObject([
      { what: 'step', text: "`each[].a` takes 67 % of the runs' time: 200 ms", ms: 200 },
      { what: 'queue', text: 'steps wait 60 ms in queue on average: too few workers on task queue "work", or too busy ones', ms: 60 },
    ]);
  });
});
