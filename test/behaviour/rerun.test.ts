import { describe, expect, test } from 'vitest';

import type { Step } from '../../src/core/definition/step.ts';
import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import { takeUp, type RerunPlan } from '../../src/core/rerun/take-up.ts';
import type { RunJournal } from '../../src/core/run/wire.ts';
import type { MockAction } from '../../src/testing/mock-attempt.ts';
import { startInMemory, type InMemoryRunOptions } from '../../src/testing/start-in-memory.ts';
import { definition, probe, undo } from './driver.ts';

interface Played {
  readonly journal: RunJournal;
  readonly calls: readonly string[];
  readonly status: string;
  readonly output: unknown;
}

type Options = Pick<InMemoryRunOptions, 'takenUp' | 'handOverWhen'> & {
  /** Paths of calls that fail. */
  readonly broken?: readonly string[];
  /** Cancels when a call of this path begins. */
  readonly cancelAt?: string;
};

const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

async function play(run: WorkflowDefinition, { broken = [], cancelAt, ...options }: Options = {}): Promise<Played> {
  const calls: string[] = [];
  const act: MockAction = async ({ result, steps, ...params }, { path, sleep }) => {
    calls.push(path);
    if (path === cancelAt) runtime.at(0, () => void control.cancel({}));
    await sleep(path === cancelAt ? 1000 : 1);
    if (broken.includes(path)) throw new StepwrightError('Broken', 'broken', { class: 'permanent' });
    return steps ?? result ?? params;
  };
  const { runtime, control, result } = startInMemory(run, { actions: { 'probe.call': act, 'probe.undo': act }, ...options });
  const { status, output } = await result;
  return { journal: asJson(control.journal()), calls, status, output };
}

/** Runs it again from what it left. */
async function again(
  run: WorkflowDefinition,
  { journal }: Played,
  { from, ...options }: Options & { readonly from?: string } = {},
): Promise<Played & { readonly plan: RerunPlan }> {
  const { plan, takenUp } = takeUp('earlier', journal, { definition: run, force: false, ...(from === undefined ? {} : { from }) });
  return { ...(await play(run, { ...options, takenUp: asJson(takenUp) })), plan };
}

const count: Step = { id: 'count', type: 'set', values: { n: '${ default($n, 0) + 1 }' } };
const body = [count, probe('a', { result: '$n' }), probe('b', { result: '$n' })];

describe('a rerun goes on in a loop where that stopped', () => {
  test.each([
    ['forEach', { id: 'each', type: 'forEach', items: [10, 20, 30], steps: body }],
    ['while', { id: 'each', type: 'while', condition: '$index < 3', steps: body }],
    ['until', { id: 'each', type: 'until', condition: '$index == 2', steps: body }],
  ] as const)('%s', async (_kind, loop) => {
    const run = definition([loop, probe('end', { result: '$n' })]);
    const first = await play(run, { broken: ['each[1].b'] });
    expect(first.status).toBe('FAILED');
    const rerun = await again(run, first);
    expect(rerun.calls).toEqual(['each[1].b', 'each[2].a', 'each[2].b', 'end']);
    expect(rerun.output).toEqual((await play(run)).output);
  });

  test('parallel: iterations that had not ended go on as well', async () => {
    const steps = [probe('a', { result: '$item' }), probe('b', { result: '$item' })];
    const run = definition([{ id: 'each', type: 'forEach', items: [1, 2, 3], parallel: true, maxConcurrency: 2, steps }]);
    const first = await play(run, { broken: ['each[0].b'] });
    const rerun = await again(run, first);
    expect(rerun.output).toEqual({ each: [1, 2, 3] });
    expect(rerun.calls).toContain('each[0].b');
    expect(rerun.calls).not.toContain('each[0].a');
  });

  test('elsewhere in it the loop begins anew, as the plan says', async () => {
    const run = definition([{ id: 'each', type: 'forEach', items: [1, 2], steps: body }]);
    const first = await play(run, { broken: ['each[1].b'] });
    const rerun = await again(run, first, { from: 'each[1].a' });
    expect(rerun.plan.begins).toBe('each');
    expect(rerun.calls).toEqual(['each[0].a', 'each[0].b', 'each[1].a', 'each[1].b']);
  });

  test('where it stopped at a block that had set variables, the loop begins anew', async () => {
    const inner: Step = { id: 'in', type: 'while', condition: '$index < 2', steps: [count, probe('a')], maxIterations: 1 };
    const run = definition([{ id: 'each', type: 'forEach', items: [1], steps: [inner] }]);
    const rerun = await again(run, await play(run));
    expect([rerun.plan.begins, rerun.journal.snapshot.variables]).toEqual(['each', { n: 1 }]);
  });

  test('a run cancelled in it, and one that was handed over again and again', async () => {
    const run = definition([{ id: 'each', type: 'forEach', items: [1, 2], steps: body }]);
    const first = await play(run, { cancelAt: 'each[1].a', handOverWhen: () => true });
    expect(first.status).toBe('CANCELLED');
    const rerun = await again(run, first);
    expect(rerun.calls).toEqual(['each[1].a', 'each[1].b']);
    expect(rerun.output).toEqual({ each: [1, 2] });
  });
});

describe('a rerun goes on inside', () => {
  test('a branch, a list that was chosen, a try in its first pass', async () => {
    const inner: Step = { id: 'safe', type: 'try', steps: [probe('x'), probe('y')], catch: [{ errors: ['timeout'], steps: [] }] };
    const run = definition([
      { id: 'flag', type: 'set', values: { on: true } },
      { id: 'if', type: 'if', condition: '$on', then: [{ id: 'off', type: 'set', values: { on: false } }, inner] },
      { id: 'fork', type: 'parallel', branches: { left: [probe('l')], right: [probe('r')] } },
    ]);
    const first = await play(run, { broken: ['if.safe.y'] });
    const rerun = await again(run, first, { broken: ['fork.right.r'] });
    expect([rerun.plan.begins, rerun.calls]).toEqual(['if.safe.y', ['if.safe.y', 'fork.left.l', 'fork.right.r']]);
    expect((await again(run, rerun)).calls).toEqual(['fork.right.r']);
  });

  test('generated steps', async () => {
    const generated = [probe('g1'), { id: 's', type: 'set', values: { v: 1 } }, probe('g2')];
    const run = definition([{ id: 'make', type: 'generate', target: 'probe', action: 'call', params: { steps: generated } }]);
    const first = await play(run, { broken: ['make.g2'] });
    expect((await again(run, first)).calls).toEqual(['make.g2']);
    expect((await again(run, first, { from: 'make' })).calls).toEqual(['make', 'make.g1', 'make.g2']);
  });

  test('a later pass of a try is a try afresh', async () => {
    const retried: Step = {
      id: 'safe',
      type: 'try',
      steps: [probe('x'), probe('y')],
      retry: { maxAttempts: 2, nonRetryable: [], retryOn: ['*'] },
    };
    const run = definition([retried]);
    const first = await play(run, { broken: ['safe.y', 'safe#2.y'] });
    const rerun = await again(run, first);
    expect([rerun.plan.begins, rerun.calls]).toEqual(['safe', ['safe.x', 'safe.y']]);
  });

  test('finally, with all the work taken over, and what a return gave', async () => {
    const last = [probe('tidy'), probe('close')];
    const run = definition(
      [{ id: 'when', type: 'if', condition: 'true', then: [probe('a'), { id: 'r', type: 'return', value: 'early' }] }, probe('b')],
      {
        finally: last,
      },
    );
    const first = await play(run, { broken: ['finally.close'] });
    expect(first.status).toBe('FAILED');
    const rerun = await again(run, first);
    expect([rerun.calls, rerun.output]).toEqual([['finally.close'], 'early']);
  });

  test('a state, and only where the machine stopped', async () => {
    const run: WorkflowDefinition = {
      id: 'machine',
      name: 'Machine',
      initial: 'one',
      states: {
        one: { entry: [{ id: 's', type: 'set', values: { v: 5 } }, probe('a')], always: 'two' },
        two: { entry: [probe('b'), probe('c', { result: '$v' })], always: { target: 'end', steps: [probe('d')] } },
        end: { type: 'final', output: '$v' },
      },
    };
    const first = await play(run, { broken: ['two.c'] });
    const rerun = await again(run, first);
    expect([rerun.calls, rerun.output]).toEqual([['two.c', 'two.d'], 5]);
    const later = await play(run, { broken: ['two.d'] });
    expect((await again(run, later)).calls).toEqual(['two.d']);
    expect(() => takeUp('earlier', first.journal, { definition: run, force: false, from: 'two.b' })).toThrow(/can't begin at two.b/);
    expect(() => takeUp('earlier', rerun.journal, { definition: run, force: false })).toThrow(/nothing in it failed/);
  });
});

describe('what a rerun undoes', () => {
  const saga = definition([probe('a', {}, undo()), probe('b', { of: '$a' }, undo()), probe('c'), probe('d')], { rollbackOnFailure: true });

  test('what it took over, newest first, and not what was undone before', async () => {
    const calm = { ...saga, rollbackOnFailure: false };
    const first = await play(calm, { broken: ['c'] });
    const rerun = await again(saga, first, { broken: ['c'] });
    expect(rerun.calls).toEqual(['c', 'b~rollback', 'a~rollback']);
    expect(rerun.plan.rollbacks).toEqual(['a', 'b']);
    const undone = await again(saga, rerun);
    expect(undone.calls).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a step whose rollback failed stands', async () => {
    const first = await play(saga, { broken: ['c', 'a~rollback'] });
    expect(first.status).toBe('FAILED');
    expect((await again(saga, first)).calls).toEqual(['b', 'c', 'd']);
  });

  test('a loop of which folded iterations were undone is executed again', async () => {
    const each: Step = { id: 'each', type: 'forEach', items: [1, 2, 3], steps: [probe('x', {}, undo())] };
    const run = definition([each, probe('last')], { rollbackOnFailure: true });
    const first = await play(run, { broken: ['last'] });
    expect((await again(run, first)).calls).toEqual(['each[0].x', 'each[1].x', 'each[2].x', 'last']);
  });
});

describe('which steps are executed again', () => {
  test('in a graph the step, and what depends on it by dependsOn, reference or variable', async () => {
    const run = definition(
      [
        probe('a'),
        probe('b', {}, { dependsOn: ['a'] }),
        probe('c', { of: '$b' }),
        { id: 's', type: 'set', values: { v: '$b' } },
        probe('d', { of: '$v' }),
        probe('e', {}, { dependsOn: ['a'] }),
      ],
      { mode: 'graph' },
    );
    const rerun = await again(run, await play(run), { from: 'b' });
    expect(rerun.calls.toSorted()).toEqual(['b', 'c', 'd']);
    expect(rerun.plan.again).toEqual(['b', 'c', 's', 'd']);
  });

  test('of a partial run what failed and was skipped with it; an optional failure stands', async () => {
    const run = definition([probe('o', {}, { optional: true }), probe('a'), probe('b', { of: '$a' }), probe('c')], {
      failureStrategy: 'partial-failure',
    });
    const first = await play(run, { broken: ['o', 'a'] });
    expect(first.status).toBe('PARTIAL');
    const rerun = await again(run, first);
    expect([rerun.calls, rerun.status]).toEqual([['a', 'b'], 'COMPLETED']);
  });

  test('what failed and was cancelled side by side', async () => {
    const run = definition([
      { id: 'fork', type: 'parallel', branches: { x: [probe('a'), probe('b')], y: [probe('c'), probe('d')] } },
      probe('e'),
    ]);
    const first = await play(run, { broken: ['fork.x.b'] });
    const rerun = await again(run, first);
    expect(rerun.calls).not.toContain('fork.x.a');
    expect(rerun.calls).not.toContain('fork.y.c');
    expect(rerun.output).toEqual((await play(run)).output);
  });

  test('a run of an earlier interpreter is refused', async () => {
    const { journal } = await play(definition([probe('a')]), { broken: ['a'] });
    expect(() => takeUp('earlier', { ...journal, interpreter: 2 }, { definition: journal.definition, force: false })).toThrow(
      /earlier version/,
    );
  });

  test('a step that is named is found, or it is said what there is', async () => {
    const run = definition([
      { id: 'each', type: 'forEach', items: [1, 2], steps: [probe('x')] },
      { id: 'if', type: 'if', condition: 'false', then: [probe('y')] },
    ]);
    const { journal } = await play(run);
    const from = (step: string) => () => takeUp('earlier', journal, { definition: run, force: false, from: step });
    expect(from('x')).toThrow(expect.objectContaining({ hint: 'begin at each' }) as Error);
    expect(from('y')).toThrow(expect.objectContaining({ hint: 'begin at if' }) as Error);
    expect(from('eac')).toThrow(expect.objectContaining({ hint: 'did you mean "each"?' }) as Error);
  });
});

describe('a checkpoint', () => {
  test('in a loop: the run goes on after it, in its iteration', async () => {
    const saved: RunJournal[] = [];
    const run = definition([
      {
        id: 'each',
        type: 'forEach',
        items: [1, 2, 3],
        steps: [count, probe('a', { result: '$n' }), { id: 'mark', type: 'checkpoint' }, probe('b', { result: '$n' })],
      },
    ]);
    const save: MockAction = ({ journal }) => void saved.push(asJson(journal) as RunJournal);
    const act: MockAction = ({ result }) => result;
    await startInMemory(run, { actions: { 'probe.call': act, 'stepwright.checkpoint': save } }).result;
    expect(saved.map(({ snapshot }) => snapshot.variables)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    const { takenUp, plan } = takeUp('earlier', saved[1] as RunJournal, { definition: run, force: false });
    expect(plan.begins).toBe('each');
    const resumed = await play(run, { takenUp: asJson(takenUp) });
    expect(resumed.calls).toEqual(['each[1].b', 'each[2].a', 'each[2].b']);
    expect(resumed.output).toEqual({ each: [1, 2, 3] });
  });

  test('a run that fails is saved where its definition has checkpoints, and only there', async () => {
    const saved: string[] = [];
    const actions = {
      'probe.call': () => {
        throw new StepwrightError('Broken', 'broken', { class: 'permanent' });
      },
      'stepwright.checkpoint': ((_params, { path }) => void saved.push(path)) satisfies MockAction,
    };
    await startInMemory(definition([{ id: 'mark', type: 'checkpoint' }, probe('a')]), { actions }).result;
    await startInMemory(definition([probe('a')]), { actions }).result;
    expect(saved).toEqual(['mark', '~failed']);
  });
});
