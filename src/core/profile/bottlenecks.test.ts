import { describe, expect, test } from 'vitest';

import { called, execution, factsOf } from '../../../test/helpers/run-facts.ts';
import type { Step } from '../definition/step.ts';
import type { RunFacts, TrailLine } from './facts.ts';
import { profileOf } from './profile-of.ts';

const call = (id: string): Step => ({ id, target: 'x', action: 'do' });

const words = (duration: number, lines: readonly TrailLine[], more: Partial<RunFacts> = {}) =>
  profileOf(factsOf(duration, lines, more)).bottlenecks.map(({ text }) => text);

describe('bottlenecks in words', () => {
  test('are none when nothing stands out', () => {
    const even = ['a', 'b', 'c', 'd', 'e'].flatMap((id, i) => execution(id, [i * 1000, i * 1000 + 1000]));
    expect(words(5000, even)).toEqual([]);
    expect(words(9, execution('a', [0, 9]))).toEqual([]);
    expect(words(0, [])).toEqual([]);
  });

  test('name the step that takes most, and what of', () => {
    const lines = [...execution('a', [0, 2000]), ...execution('fetch', [2000, 6000])];
    const fetch = (more: Parameters<typeof called>[2], taken: number) =>
      words(6000, lines, { calls: [called('a', { from: 0, to: 2000 }), called('fetch', { from: 2000, taken, to: 6000 }, more)] });
    expect(fetch({ attempt: 3, delays: 2500 }, 5000)).toEqual([
      '`fetch` takes 67 % of the run: 2.5 s of its 4.0 s are delays between attempts',
    ]);
    expect(fetch({ attempt: 3 }, 5000)).toEqual([
      '`fetch` takes 67 % of the run: 3.0 s of its 4.0 s are failed attempts and the delays between them',
    ]);
    expect(fetch({}, 2000)).toEqual(['`fetch` takes 67 % of the run: 4.0 s']);
    expect(fetch({}, 5000)).toEqual([
      '`fetch` takes 67 % of the run: 3.0 s of its 4.0 s in queue',
      'steps wait 1.5 s in queue on average: too few workers on task queue "work", or too busy ones',
    ]);
    const computing = [...execution('a', [0, 2000]), ...execution('fetch', [2000, 6000], { usage: { cpu: 3900 } })];
    expect(words(6000, computing)).toEqual(['`fetch` takes 67 % of the run: it computes for 3.9 s of its 4.0 s']);
    const shared = [...execution('a', [0, 2000]), ...execution('fetch', [2000, 6000], { usage: { cpu: 3900, shared: true } })];
    expect(words(6000, shared)).toEqual(['`fetch` takes 67 % of the run: 4.0 s']);
  });

  test('say what was waited for', () => {
    const HOUR = 3_600_000;
    const definition = { id: 'w', name: 'W', steps: [call('a'), { id: 'sign', type: 'approval', approvers: ['x'] } as Step] };
    const lines = [...execution('a', [0, 60_000]), ...execution('sign', [60_000, 3 * HOUR], { waits: 60_000 })];
    expect(words(3 * HOUR, lines, { definition })).toEqual(['`sign` waited for a decision 2 h 59 m of 3 h 00 m']);
    const paused: readonly TrailLine[] = [
      ...execution('a', [0, 10_000]),
      { type: 'workflow:paused', at: 10_000 },
      { type: 'workflow:resumed', at: 30_000 },
      ...execution('b', [30_000, 40_000]),
    ];
    expect(words(40_000, paused)).toEqual(['the run was paused for 20.0 s of 40.0 s']);
    const slots = { calls: [called('a', { from: 0, to: 1000 }), called('b', { from: 1800, to: 2000 })] };
    expect(words(2000, [...execution('a', [0, 1000]), ...execution('b', [1000, 2000])], slots)).toEqual([
      'calls waited 800 ms of 2.0 s for a free place: maxConcurrency lets no more through at once',
    ]);
    const loop = [...execution('poll', [0, 900]), ...execution('poll[0].a', [0, 100]), ...execution('poll[1].a', [800, 900])];
    expect(words(900, loop, { timers: [{ path: 'poll', label: 'delay', from: 100, to: 800 }] })).toEqual([
      '`poll` takes 700 ms of 900 ms for the delays between its iterations, passes or attempts',
    ]);
  });

  test('count workflow tasks where they are a large part', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const lines = ids.flatMap((id, i) => execution(id, [i * 20, i * 20 + 20]));
    const calls = ids.map((id, i) => called(id, { from: i * 20 + 6, to: i * 20 + 18 }, { issuedAt: i * 20 }));
    const text = 'workflow tasks between the steps take 40 % of the run: 40 ms, 8 ms for each step';
    expect(words(100, lines, { calls })).toEqual([text]);
    // Steps that refer to each other: nothing could run side by side.
    const steps = ids.map((id, i) => ({ ...call(id), params: { x: i === 0 ? 0 : `$${ids[i - 1]}` } }));
    const definition = { id: 'w', name: 'W', steps };
    expect(words(100, lines, { calls, definition })).toEqual([`${text}; \`execution: express\` makes idempotent calls without them`]);
    expect(words(100, lines, { calls, definition: { ...definition, execution: 'express' } })).toEqual([text]);
  });

  test('see what could run side by side, and what of it lies on the critical path', () => {
    const definition = { id: 'w', name: 'W', steps: [call('a'), call('b'), { ...call('c'), params: { x: '$a', y: '$b' } }] };
    const lines = [...execution('a', [0, 3000]), ...execution('b', [3000, 5100]), ...execution('c', [5100, 8000])];
    expect(profileOf(factsOf(8000, lines, { definition })).bottlenecks).toEqual([
      {
        what: 'order',
        text: "`a` and `b` don't depend on each other and could run side by side: saves about 2.1 s",
        ms: 2100,
        share: 2100 / 8000,
        steps: ['a', 'b'],
      },
    ]);
  });

  test('count neither queues of what decided nothing nor steps of child runs that are called alike', () => {
    const lines = [...execution('both', [0, 1000]), ...execution('both.one.a', [0, 900]), ...execution('both.two.b', [0, 1000])];
    const calls = [called('both.one.a', { from: 0, taken: 800, to: 900 }), called('both.two.b', { from: 0, to: 1000 })];
    expect(words(1000, lines, { calls })).toEqual(['`both.two.b` takes 100 % of the run: 1.0 s']);
    const definition = { id: 'w', name: 'W', steps: [call('a'), call('b'), { ...call('c'), params: { x: '$a', y: '$b' } }] };
    const own = [...execution('a', [0, 3000]), ...execution('b', [3000, 5100]), ...execution('c', [5100, 8000])];
    const children = [{ path: 'c', run: factsOf(8000, execution('b', [5100, 8000]), { runId: 'run-1/c' }) }];
    expect(words(8000, own, { definition, children })).toContain(
      "`a` and `b` don't depend on each other and could run side by side: saves about 2.1 s",
    );
  });

  test('come in order of their cost, executions of a loop as one', () => {
    const lines = [
      ...execution('each', [0, 9000]),
      ...execution('each[0].pay', [0, 4000]),
      ...execution('each[1].pay', [4000, 9000]),
      ...execution('mail', [9000, 14_000]),
    ];
    expect(words(14_000, lines)).toEqual(['`each[].pay` takes 64 % of the run in 2 executions: 9.0 s']);
  });
});
