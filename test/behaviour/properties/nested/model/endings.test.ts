import { describe, expect, test } from 'vitest';

import type { Step } from '../../../../../src/core/definition/step.ts';
import type { WorkflowDefinition } from '../../../../../src/core/definition/workflow-definition.ts';
import { definition, probe, undo } from '../../../driver.ts';
import { predict, type Interference, type Predicted } from './predict.ts';

function play(steps: readonly Step[], more?: Partial<WorkflowDefinition>, interference?: Interference): Predicted {
  const played = predict(definition(steps, more), interference);
  expect(played.open).toEqual([]);
  return played;
}

function called({ calls }: Predicted): readonly string[] {
  return calls.map(({ path, at }) => `${path}@${at}`);
}

/** A call of ten ms that can be undone in one. */
function done(id: string, more: Readonly<Record<string, unknown>> = {}): Step {
  return probe(id, { sleep: 10, result: id }, { ...undo({ sleep: 1, result: `$${id}` }), ...more });
}

function broken(id: string, more: Readonly<Record<string, unknown>> = {}): Step {
  return probe(id, { sleep: 10, fail: { class: 'permanent' } }, more);
}

function block(id: string, then: readonly Step[], more: object = {}): Step {
  return { id, type: 'if', condition: 'true', then, ...more };
}

const ROLLBACK = { rollbackOnFailure: true } as const;

describe('Blocks with rollbackOnFailure', () => {
  test('a block that fails undoes its completed steps there, before what comes after', () => {
    const played = play([done('a'), block('b', [done('x'), done('y'), broken('z')], { ...ROLLBACK, optional: true }), done('c')]);
    expect(called(played)).toEqual(['a@0', 'b.x@10', 'b.y@20', 'b.z@30', 'b.y~rollback@40', 'b.x~rollback@41', 'c@42']);
    expect(played).toMatchObject({
      status: 'COMPLETED',
      rollbackPerformed: true,
      steps: { b: 'FAILED', 'b.x': 'ROLLED_BACK', a: 'COMPLETED' },
    });
  });

  test('before the next pass, and before the catch', () => {
    const retry = { strategy: 'fixed', baseDelay: 100, maxAttempts: 2 } as const;
    const fails = probe('z', { sleep: 10, fail: {} });
    const played = play([{ id: 't', type: 'try', steps: [done('x'), fails], retry, catch: [{ steps: [done('k')] }], ...ROLLBACK }]);
    expect(called(played)).toEqual(['t.x@0', 't.z@10', 't.x~rollback@20', 't#2.x@121', 't#2.z@131', 't#2.x~rollback@141', 't#2.k@142']);
  });

  test('in a parallel, also those of a branch that lost the join', () => {
    const branches = { a: [done('x'), probe('slow', { sleep: 90 })], b: [probe('y', { sleep: 30 }, undo())] };
    const played = play([{ id: 'fork', type: 'parallel', branches, join: 'any', ...ROLLBACK }, done('c')]);
    expect(called(played)).toEqual(['fork.a.x@0', 'fork.b.y@0', 'fork.a.slow@10', 'fork.a.x~rollback@30', 'c@31']);
    expect(played.steps).toMatchObject({ fork: 'COMPLETED', 'fork.a.x': 'ROLLED_BACK', 'fork.b.y': 'COMPLETED' });
  });

  test('without it they stay as they are, still to be rolled back if the run fails', () => {
    const steps = [block('b', [done('x'), broken('z')], { optional: true }), broken('c')];
    expect(called(play(steps, ROLLBACK))).toEqual(['b.x@0', 'b.z@10', 'c@20', 'b.x~rollback@30']);
  });
});

describe('Rollback', () => {
  test('exactly the completed steps, each once, in reverse order of completion, over loops and branches alike', () => {
    const branches = { l: [probe('x', { sleep: 40 }, undo({ sleep: 1 }))], r: [probe('y', { sleep: 15 }, undo({ sleep: 1 }))] };
    const played = play(
      [
        { id: 'loop', type: 'forEach', items: [1, 2], steps: [done('i')] },
        { id: 'fork', type: 'parallel', branches },
        done('s', { when: 'false' }),
        broken('z'),
      ],
      ROLLBACK,
    );
    expect(called(played).slice(-4)).toEqual([
      'fork.l.x~rollback@70',
      'fork.r.y~rollback@71',
      'loop[1].i~rollback@72',
      'loop[0].i~rollback@73',
    ]);
    expect(played.calls.at(-1)).toMatchObject({ saw: 'i' });
    expect(played.steps).toMatchObject({ loop: 'COMPLETED', 'fork.l.x': 'ROLLED_BACK', s: 'SKIPPED' });
  });

  test('optional ones too; a completed block with its own rollback is undone by that alone', () => {
    const played = play([done('o', { optional: true }), block('b', [done('x')], undo({ result: '$b' })), broken('z')], ROLLBACK);
    expect(called(played).slice(-2)).toEqual(['b~rollback@30', 'o~rollback@30']);
    expect(played.calls.find(({ path }) => path === 'b~rollback')).toMatchObject({ saw: 'x' });
  });

  test('a failure is reported and stops nothing', () => {
    const played = play([done('a'), probe('b', { sleep: 5 }, undo({ sleep: 1, fail: { class: 'permanent' } })), broken('z')], ROLLBACK);
    expect(played).toMatchObject({ status: 'FAILED', rollbackPerformed: false, rollbackErrors: ['b'] });
    expect(played.steps).toEqual({ a: 'ROLLED_BACK', b: 'COMPLETED', z: 'FAILED' });
  });

  test('cancel during rollback is refused; pause holds the next one', () => {
    const steps = [probe('a', {}, undo({ sleep: 50 })), probe('b', {}, undo({ sleep: 50 })), broken('z')];
    expect(play(steps, ROLLBACK, { cancelAt: 40 })).toMatchObject({ status: 'ROLLED_BACK', endedAt: 110 });
    expect(called(play(steps, ROLLBACK, { pause: { from: 40, to: 500 } })).slice(-2)).toEqual(['b~rollback@10', 'a~rollback@500']);
  });

  test('in graph mode independent ones side by side, each after all that depended on it', () => {
    const slow = probe('b', {}, undo({ sleep: 50 }));
    const steps = [done('a'), slow, done('c', { dependsOn: ['a'] }), broken('z', { dependsOn: ['b', 'c'] })];
    const played = play(steps, { ...ROLLBACK, mode: 'graph' });
    expect(called(played).slice(-3)).toEqual(['c~rollback@30', 'b~rollback@30', 'a~rollback@31']);
    expect(played.endedAt).toBe(80);
  });

  test('PARTIAL runs are not rolled back by themselves', () => {
    const played = play([done('a'), broken('z')], { ...ROLLBACK, failureStrategy: 'continue-on-error' });
    expect(played).toMatchObject({ status: 'PARTIAL', rollbackPerformed: false });
  });
});

describe('Failing', () => {
  test('(1) attempts, as `retry` says', () => {
    const step = probe('a', { sleep: 10, fail: { times: 2 }, result: 1 }, { retry: { strategy: 'fixed', baseDelay: 100, maxAttempts: 3 } });
    const played = play([step]);
    expect(played.calls.map(({ attempt, at }) => [attempt, at])).toEqual([
      [1, 0],
      [2, 110],
      [3, 220],
    ]);
    expect(played.output).toEqual({ a: 1 });
  });

  test('(3) if optional, its list goes on; unless the definition takes `optional` its effect', () => {
    const steps = [broken('a', { optional: true }), done('b')];
    expect(play(steps)).toMatchObject({ status: 'COMPLETED', steps: { a: 'FAILED', b: 'COMPLETED' } });
    expect(play(steps, { continueOnOptionalFailure: false }).steps).toEqual({ a: 'FAILED' });
  });

  test('(4) else its list stops and the block fails likewise, with its own optional', () => {
    const played = play([block('b', [broken('x'), done('y')], { optional: true }), done('c')]);
    expect(played.steps).toEqual({ b: 'FAILED', 'b.x': 'FAILED', c: 'COMPLETED' });
  });

  test('(5) continue-on-error goes on; partial-failure skips what depends on it, also on what is inside', () => {
    const steps: readonly Step[] = [
      block('b', [done('x'), broken('y')]),
      probe('c', { result: '$x' }),
      done('d', { dependsOn: ['c'] }),
      done('e'),
    ];
    expect(play(steps, { failureStrategy: 'continue-on-error' })).toMatchObject({
      status: 'PARTIAL',
      output: { b: null, c: 'x', d: 'd', e: 'e' },
    });
    const skipping = play(steps, { failureStrategy: 'partial-failure' });
    expect(skipping).toMatchObject({ status: 'PARTIAL', steps: { c: 'SKIPPED', d: 'SKIPPED', e: 'COMPLETED' } });
  });

  test('(6, 7, 8) rollback, then `finally`, then the status', () => {
    const played = play([done('a'), broken('z')], { ...ROLLBACK, finally: [probe('f', { result: '$run.status' })] });
    expect(played.calls.map(({ path, saw }) => [path, saw]).slice(2)).toEqual([
      ['a~rollback', 'a'],
      ['finally.f', 'ROLLED_BACK'],
    ]);
  });

  test("an error in the workflow's finally makes a COMPLETED run FAILED, without rollback", () => {
    const played = play([done('a')], { ...ROLLBACK, finally: [broken('f')] });
    expect(played).toMatchObject({ status: 'FAILED', output: null, fault: { path: 'finally.f' }, rollbackPerformed: false });
  });

  test('`return` ends the run COMPLETED with its value, cancels what runs, runs `finally`', () => {
    const ends: Step = { id: 'r', type: 'return', value: { got: '$x' } };
    const fork: Step = { id: 'fork', type: 'parallel', branches: { a: [done('x'), ends, done('never')], b: [probe('y', { sleep: 90 })] } };
    const played = play([fork, done('c')], { finally: [done('f')] });
    expect(played).toMatchObject({
      status: 'COMPLETED',
      output: { got: 'x' },
      steps: { 'fork.b.y': 'CANCELLED', 'finally.f': 'COMPLETED' },
    });
    expect(called(played)).toEqual(['fork.a.x@0', 'fork.b.y@0', 'finally.f@10']);
  });
});

describe('Order', () => {
  const GRAPH = { mode: 'graph' } as const;

  test('in graph mode a step begins when its dependencies are done; references count, also to what is inside', () => {
    const steps = [done('a'), block('b', [done('x'), done('y')]), done('c', { dependsOn: ['a'] }), probe('d', { result: '$x' })];
    expect(called(play(steps, GRAPH))).toEqual(['a@0', 'b.x@0', 'b.y@10', 'c@10', 'd@20']);
  });

  test('fail-fast cancels what runs; partial-failure skips what depends on the failed', () => {
    const steps = [broken('a'), probe('b', { sleep: 30 }), done('c', { dependsOn: ['a'] }), done('d', { dependsOn: ['b'] })];
    expect(play(steps, GRAPH)).toMatchObject({ status: 'FAILED', steps: { a: 'FAILED', b: 'CANCELLED' }, endedAt: 10 });
    const skipping = play(steps, { ...GRAPH, failureStrategy: 'partial-failure' });
    expect(skipping).toMatchObject({ status: 'PARTIAL', steps: { b: 'COMPLETED', c: 'SKIPPED', d: 'COMPLETED' }, endedAt: 40 });
  });
});

describe('Events', () => {
  const wait = (more: object): Step => ({ id: 'e', type: 'event', event: 'go', ...more });
  const sent = (...events: readonly (readonly [number, unknown])[]) => ({
    'x-events': events.map(([at, data]) => ({ at, type: 'go', data })),
  });

  test('an event that came before its step waits for it; each is taken once, the oldest first', () => {
    const loop: Step = { id: 'l', type: 'forEach', items: [1, 2], steps: [done('a'), wait({})] };
    const played = play([loop], sent([3, 'one'], [4, 'two'], [50, 'three']));
    expect(played).toMatchObject({ output: { l: ['one', 'two'] }, endedAt: 20 });
  });

  test('`onTimeout`: fail, skip, or steps', () => {
    expect(play([wait({ timeout: 30 })])).toMatchObject({ status: 'FAILED', fault: { class: 'timeout', path: 'e' }, endedAt: 30 });
    const skipped = play([wait({ timeout: 30, onTimeout: 'skip' }), done('a')], sent([31, 'late']));
    expect(skipped).toMatchObject({ status: 'COMPLETED', output: { e: null }, steps: { e: 'SKIPPED' }, endedAt: 40 });
    const instead = play([wait({ timeout: 30, onTimeout: { steps: [done('a')] } })]);
    expect(instead).toMatchObject({ output: { e: 'a' }, steps: { e: 'COMPLETED', 'e.a': 'COMPLETED' } });
  });
});

describe('Null and Values', () => {
  test('a step skipped, not reached, or failed and tolerated is null, and so is everything below it', () => {
    const steps: readonly Step[] = [
      done('s', { when: 'false' }),
      block('b', [broken('f'), done('n')], { optional: true }),
      probe('see', { result: ['$s.x', '$f', '$n.y.z', '$b'] }),
    ];
    expect(play(steps).output).toEqual({ s: null, b: null, see: [null, null, null, null] });
  });

  test('`output` replaces a value, and sees the steps inside and itself', () => {
    const played = play([block('b', [done('x'), done('y')], { output: { both: ['$x', '$result', '$b'] } })]);
    expect(played.output).toEqual({ b: { both: ['x', 'y', 'y'] } });
  });

  test('onSkip sets variables; `set` works out all its values before it assigns them', () => {
    const steps: readonly Step[] = [
      done('s', { when: 'false', onSkip: { set: { v: 1 } } }),
      { id: 'swap', type: 'set', values: { v: '$w', w: '${ default($v, 0) + 1 }' } },
    ];
    expect(play(steps)).toMatchObject({ variables: { v: null, w: 2 }, output: { swap: { v: null, w: 2 } } });
  });
});

describe('Clocks', () => {
  test('an action with no timeout anywhere has 10m', () => {
    expect(play([probe('a', { sleep: 3_600_000 })])).toMatchObject({ fault: { class: 'timeout', path: 'a' }, endedAt: 600_000 });
  });

  test('a timeout of a block cancels what is inside, waits for its finally, and fails the block', () => {
    const inner: Step = { id: 't', type: 'try', steps: [probe('x', { sleep: 90 })], finally: [done('f')] };
    const played = play([block('b', [inner, done('y')], { timeout: 50, optional: true }), done('c')]);
    expect(played.steps).toEqual({ b: 'FAILED', 'b.t': 'CANCELLED', 'b.t.x': 'CANCELLED', 'b.t.f': 'COMPLETED', c: 'COMPLETED' });
    expect(called(played)).toEqual(['b.t.x@0', 'b.t.f@50', 'c@60']);
  });

  test("the workflow's is a failure of the run; rollback and `finally` run outside it", () => {
    const played = play([done('a'), probe('b', { sleep: 90 })], { ...ROLLBACK, timeout: 50, finally: [done('f')] });
    expect(called(played)).toEqual(['a@0', 'b@10', 'a~rollback@50', 'finally.f@51']);
    expect(played).toMatchObject({ status: 'ROLLED_BACK', fault: { class: 'timeout' }, steps: { b: 'CANCELLED' } });
  });

  test('pause: running actions finish, nothing starts, what fell due takes effect on resume', () => {
    const paused = { pause: { from: 5, to: 100 } };
    expect(called(play([done('a'), done('b')], {}, paused))).toEqual(['a@0', 'b@100']);
    expect(play([{ id: 'w', type: 'wait', for: 50 }], {}, paused).endedAt).toBe(100);
    expect(play([block('b', [probe('x', { sleep: 300 })], { timeout: 50 })], {}, paused).endedAt).toBe(100);
    expect(play([block('b', [probe('x', { sleep: 60 })], { timeout: 50 })], {}, paused).status).toBe('COMPLETED');
  });
});

describe('Status', () => {
  test('ROLLED_BACK is failed with at least one step rolled back; FAILED when there was nothing', () => {
    expect(play([done('a'), broken('z')], ROLLBACK)).toMatchObject({ status: 'ROLLED_BACK', rollbackPerformed: true, output: null });
    expect(play([broken('z')], ROLLBACK)).toMatchObject({ status: 'FAILED', rollbackPerformed: false });
    expect(play([done('a'), broken('z')])).toMatchObject({ status: 'FAILED', rollbackPerformed: false });
  });

  test('CANCELLED, rolled back or not; what had not begun is not named', () => {
    const steps = [done('a'), done('b'), done('c')];
    const played = play(steps, ROLLBACK, { cancelAt: 15 });
    expect(played).toMatchObject({ status: 'CANCELLED', rollbackPerformed: true, endedAt: 16 });
    expect(played.steps).toEqual({ a: 'ROLLED_BACK', b: 'CANCELLED' });
    expect(play(steps, {}, { cancelAt: 15 }).steps).toEqual({ a: 'COMPLETED', b: 'CANCELLED' });
  });

  test('a cancel ends the pause it falls into', () => {
    const played = play([done('a'), done('b')], ROLLBACK, { cancelAt: 50, pause: { from: 5, to: 100 } });
    expect(played).toMatchObject({ status: 'CANCELLED', endedAt: 51, steps: { a: 'ROLLED_BACK' } });
  });
});
