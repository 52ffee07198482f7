import { describe, expect, test } from 'vitest';

import { called, execution, factsOf } from '../../../test/helpers/run-facts.ts';
import type { Step } from '../definition/step.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { profileOf } from './profile-of.ts';
import type { RunProfile } from './run-profile.ts';

const call = (id: string, more: object = {}): Step => ({ id, target: 'x', action: 'do', ...more });
const define = (steps: readonly Step[], more: Partial<WorkflowDefinition> = {}): WorkflowDefinition => ({
  id: 'w',
  name: 'W',
  steps,
  ...more,
});

const pathOf = ({ criticalPath }: RunProfile) =>
  criticalPath.map(({ type, path, reason, duration }) => `${type === 'step' ? path : `(${reason ?? 'overhead'} in ${path})`} ${duration}`);

function span(profile: RunProfile, path: string) {
  const {
    depth: _depth,
    name: _name,
    stepId: _stepId,
    type: _type,
    path: _path,
    ...rest
  } = profile.spans.find((each) => each.path === path) ?? expect.fail(`no span ${path}`);
  return rest;
}

describe('the times of a step', () => {
  test('of a call: a free place, workflow tasks, queue, running', () => {
    const profile = profileOf(
      factsOf(100, execution('a', [0, 100], { attempts: 1 }), {
        calls: [called('a', { from: 32, taken: 50, to: 95 }, { issuedAt: 30 })],
      }),
    );
    expect(span(profile, 'a')).toEqual({
      status: 'COMPLETED',
      attempts: 1,
      taskQueue: 'work',
      start: 0,
      critical: 100,
      total: 100,
      waiting: 30,
      queue: 18,
      running: 45,
      retrying: 0,
      overhead: 7,
      phases: [
        { kind: 'waiting', reason: 'slots', start: 0, duration: 30 },
        { kind: 'overhead', start: 30, duration: 2 },
        { kind: 'queue', start: 32, duration: 18 },
        { kind: 'running', start: 50, duration: 45 },
        { kind: 'overhead', start: 95, duration: 5 },
      ],
    });
  });

  test('of a call that was tried again: what came before the last attempt, queue included', () => {
    const calls = [called('a', { from: 0, taken: 70, to: 100 }, { attempt: 3, delays: 50 })];
    const tried = span(profileOf(factsOf(100, execution('a', [0, 100], { attempts: 3 }), { calls })), 'a');
    expect(tried).toMatchObject({ attempts: 3, retrying: 70, delays: 50, running: 30 });
    expect(tried).not.toHaveProperty('queue');
  });

  test('of a step that no worker was asked for: running, and no queue is known', () => {
    const local = span(profileOf(factsOf(100, execution('a', [20, 90]))), 'a');
    expect(local).toMatchObject({ total: 70, running: 70 });
    expect(local).not.toHaveProperty('queue');
  });

  test('of a step that waited, by its kind', () => {
    const waited = (step: Step) =>
      span(profileOf(factsOf(100, execution('a', [0, 100], { waits: 10 }), { definition: define([step]) })), 'a').phases;
    const phases = (reason: string) => [
      { kind: 'running', start: 0, duration: 10 },
      { kind: 'waiting', reason, start: 10, duration: 90 },
    ];
    expect(waited({ id: 'a', type: 'approval', approvers: ['x'] })).toEqual(phases('approval'));
    expect(waited({ id: 'a', type: 'event', event: 'e' })).toEqual(phases('event'));
    expect(waited({ id: 'a', type: 'wait', for: 90 })).toEqual(phases('timer'));
    expect(waited(call('a'))).toEqual(phases('parked'));
    expect(waited(call('other'))).toEqual(phases('outside'));
  });

  test('of a parked step that was tried again: two calls and the wait between', () => {
    const [started, waiting] = execution('a', [0], { waits: 40 });
    const [again, , done] = execution('a', [60, 100], { waits: 99 });
    const lines = [started, waiting, again, done].flatMap((line) => line ?? []);
    const calls = [called('a', { from: 0, to: 40 }), called('a', { from: 60, to: 100 })];
    const profile = profileOf(factsOf(100, lines, { calls, definition: define([call('a')]) }));
    expect(span(profile, 'a')).toMatchObject({ running: 80, waiting: 20, overhead: 0, total: 100 });
    expect(profile.spans).toHaveLength(2);
  });

  test('of a call behind a pause: it was paused, not short of places', () => {
    const lines = [
      ...execution('a', [0, 100]),
      { type: 'workflow:paused' as const, at: 10, status: 'PAUSED' as const },
      { type: 'workflow:resumed' as const, at: 70, status: 'RUNNING' as const },
    ];
    const { phases } = span(profileOf(factsOf(100, lines, { calls: [called('a', { from: 80, to: 100 })] })), 'a');
    expect(phases?.map(({ kind, reason, duration }) => `${kind} ${reason ?? ''} ${duration}`)).toEqual([
      'waiting slots 10',
      'waiting paused 60',
      'waiting slots 10',
      'running  20',
    ]);
  });

  test('come with what the action used', () => {
    const usage = { cpu: 12, memory: 1e6 };
    expect(span(profileOf(factsOf(100, execution('a', [0, 100], { usage }))), 'a')).toMatchObject({ usage });
  });
});

describe('the critical path', () => {
  test('of a sequence is the sequence', () => {
    const profile = profileOf(factsOf(60, [...execution('a', [0, 10]), ...execution('b', [10, 40]), ...execution('c', [40, 60])]));
    expect(pathOf(profile)).toEqual(['a 10', 'b 30', 'c 20']);
  });

  test('names its gaps: the first worker, a pause, a turn, workflow tasks', () => {
    const lines = [
      { type: 'workflow:started' as const, at: 10, status: 'RUNNING' as const },
      { type: 'workflow:notice' as const, at: 10, notice: 'waits for its turn: concurrency key "k"' },
      { type: 'workflow:notice' as const, at: 30, notice: 'has its turn: concurrency key "k"' },
      ...execution('a', [35, 50]),
      { type: 'workflow:paused' as const, at: 40, status: 'PAUSED' as const },
      { type: 'workflow:resumed' as const, at: 80, status: 'RUNNING' as const },
      ...execution('b', [80, 100]),
    ];
    const closing = { type: 'workflow:completed' as const, at: 100, status: 'COMPLETED' as const, duration: 100 };
    expect(pathOf(profileOf(factsOf(100, [], { trail: [...lines, closing] })))).toEqual([
      '(start in run-1) 10',
      '(turn in run-1) 20',
      '(overhead in run-1) 5',
      'a 15',
      '(paused in run-1) 30',
      'b 20',
    ]);
  });

  test('goes through the branch that ended last, and its steps only', () => {
    const lines = [
      ...execution('both', [0, 100]),
      ...execution('both.one.a', [0, 50]),
      ...execution('both.two.b', [0, 49]),
      ...execution('both.two.c', [49, 100]),
      ...execution('after', [100, 110]),
    ];
    const profile = profileOf(factsOf(110, lines));
    expect(pathOf(profile)).toEqual(['both.two.b 49', 'both.two.c 51', 'after 10']);
    expect(profile.spans.map(({ path, depth, critical }) => `${'  '.repeat(depth)}${path} ${critical}`)).toEqual([
      'run-1 110',
      '  both 100',
      '    both.one 0',
      '      both.one.a 0',
      '    both.two 100',
      '      both.two.b 49',
      '      both.two.c 51',
      '  after 10',
    ]);
    expect(span(profile, 'both')).toMatchObject({ total: 100, running: 100 });
  });

  test('does not go through what was cancelled since another one had ended', () => {
    const lines = [
      ...execution('first', [0, 10]),
      ...execution('race', [10, 60]),
      ...execution('race.fast.a', [10, 55]),
      ...execution('race.slow.b', [10]),
    ];
    const profile = profileOf(factsOf(60, lines, { calls: [called('race.slow.b', { from: 10, to: 58 })] }));
    expect(pathOf(profile)).toEqual(['first 10', 'race.fast.a 45', '(overhead in race) 5']);
    expect(span(profile, 'race.slow.b')).toMatchObject({ status: 'CANCELLED', total: 48 });
  });

  test('goes through a step that was cancelled with the run', () => {
    const lines = [...execution('a', [0, 10]), ...execution('b', [10])];
    expect(pathOf(profileOf(factsOf(60, lines)))).toEqual(['a 10', 'b 50']);
  });

  test('of a graph follows what depends on what, not what happened to end just before', () => {
    const definition = define([call('a'), call('b'), call('c', { dependsOn: ['a'] })], { mode: 'graph' });
    const lines = [...execution('a', [0, 40]), ...execution('b', [0, 45]), ...execution('c', [45, 90])];
    expect(pathOf(profileOf(factsOf(90, lines, { definition })))).toEqual(['a 40', '(overhead in run-1) 5', 'c 45']);
    expect(pathOf(profileOf(factsOf(90, lines)))).toEqual(['b 45', 'c 45']);
  });

  test('of loops, passes and visits goes through all of them, with the delays between', () => {
    const lines = [
      ...execution('poll', [0, 50]),
      ...execution('poll[0].ask', [0, 10]),
      ...execution('poll[1].ask', [40, 50]),
      ...execution('again', [50, 100]),
      ...execution('again.b', [50, 60], { type: 'step:failed', status: 'FAILED' }),
      ...execution('again#2.b', [80, 100]),
    ];
    const timers = [
      { path: 'poll', label: 'delay', from: 10, to: 40 },
      { path: 'again', label: 'next pass', from: 60, to: 80 },
    ];
    const profile = profileOf(factsOf(100, lines, { timers }));
    expect(pathOf(profile)).toEqual([
      'poll[0].ask 10',
      '(delay in poll) 30',
      'poll[1].ask 10',
      'again.b 10',
      '(delay in again) 20',
      'again#2.b 20',
    ]);
    expect(span(profile, 'poll')).toMatchObject({ running: 20, waiting: 30, retrying: 0 });
    expect(span(profile, 'again')).toMatchObject({ running: 30, waiting: 0, retrying: 20, delays: 20 });
    const visits = [...execution('open.a', [0, 10]), ...execution('closed.b', [10, 20]), ...execution('open#2.a', [20, 30])];
    expect(pathOf(profileOf(factsOf(30, visits)))).toEqual(['open.a 10', 'closed.b 10', 'open#2.a 10']);
  });

  test('goes into child runs, attempt by attempt', () => {
    const first = factsOf(20, [...execution('pack', [0, 20])], { runId: 'run-1/ship' });
    const second = factsOf(60, [...execution('pack', [30, 60])], { runId: 'run-1/ship#2', trail: [] });
    const child = { ...second, trail: first.trail.map((line) => ({ ...line, at: line.at + 30 })) };
    const children = [
      { path: 'ship', run: first },
      { path: 'ship#2', run: child },
    ];
    const timers = [{ path: 'ship', label: 'next attempt', from: 20, to: 30 }];
    const profile = profileOf(factsOf(50, execution('ship', [0, 50], { attempts: 2 }), { children, timers }));
    expect(pathOf(profile)).toEqual(['ship/pack 20', '(delay in ship) 10', 'ship#2/pack 20']);
    expect(span(profile, 'run-1/ship')).toMatchObject({ total: 20, critical: 20 });
  });

  test('holds rollbacks', () => {
    const lines = [
      ...execution('a', [0, 10]),
      ...execution('b', [10, 20], { type: 'step:failed', status: 'FAILED' }),
      { type: 'rollback:step' as const, at: 42, path: 'a', stepId: 'a', stepName: 'A', status: 'ROLLED_BACK' as const },
    ];
    const calls = [called('a~rollback', { from: 22, taken: 25, to: 40 }, { issuedAt: 20 })];
    const profile = profileOf(factsOf(42, lines, { calls }));
    expect(pathOf(profile)).toEqual(['a 10', 'b 10', 'a~rollback 20', '(overhead in run-1) 2']);
    expect(profile.spans.at(-1)).toMatchObject({ name: 'undo A', status: 'COMPLETED', queue: 3, running: 15 });
  });
});

test('a run that goes on is looked at up to a moment', () => {
  const { trail, ...facts } = factsOf(0, [...execution('a', [0, 10]), ...execution('b', [10], { waits: 10 })]);
  const open = trail.slice(0, -1);
  const profile = profileOf({
    ...facts,
    status: 'RUNNING',
    trail: open.filter(({ type }) => type !== 'workflow:completed'),
    until: (open[0]?.at ?? 0) + 500,
  });
  expect(profile).toMatchObject({ status: 'RUNNING', duration: 500, startTime: '2026-01-01T00:00:00.000Z' });
  expect(pathOf(profile)).toEqual(['a 10', 'b 490']);
  expect(span(profile, 'b')).toMatchObject({ status: 'WAITING', waiting: 490 });
});

test('a run of which nothing is known has a profile all the same', () => {
  expect(profileOf(factsOf(0, [], { trail: [] }))).toMatchObject({ duration: 0, criticalPath: [], bottlenecks: [] });
});
