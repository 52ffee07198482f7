import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import { allBegun, BROKEN, definition, probe, ran, released, statuses, undo, type Driver } from '../driver.ts';

const UNDONE = { rollbackOnFailure: true } as const;
const DONE = (id: string, params: Readonly<Record<string, unknown>> = {}): Step => probe(id, params, undo());

/** A block of each kind whose completed steps are `x` and `y`, and which fails then. */
const FAILING: Readonly<Record<string, { readonly block: Step; readonly paths: readonly string[] }>> = {
  if: {
    block: { id: 'b', type: 'if', condition: 'true', then: [DONE('x'), DONE('y'), probe('bad', BROKEN)], ...UNDONE },
    paths: ['b.x', 'b.y'],
  },
  switch: {
    block: { id: 'b', type: 'switch', cases: [{ when: 'true', steps: [DONE('x'), DONE('y'), probe('bad', BROKEN)] }], ...UNDONE },
    paths: ['b.x', 'b.y'],
  },
  try: {
    block: { id: 'b', type: 'try', steps: [DONE('x'), DONE('y'), probe('bad', BROKEN)], ...UNDONE },
    paths: ['b.x', 'b.y'],
  },
  forEach: {
    block: { id: 'b', type: 'forEach', items: [1, 2, 3], steps: [DONE('x'), probe('bad', BROKEN, { when: '$index == 1' })], ...UNDONE },
    paths: ['b[0].x', 'b[1].x'],
  },
  while: {
    block: { id: 'b', type: 'while', condition: 'true', steps: [DONE('x'), probe('bad', BROKEN, { when: '$index == 1' })], ...UNDONE },
    paths: ['b[0].x', 'b[1].x'],
  },
  until: {
    block: { id: 'b', type: 'until', condition: 'false', steps: [DONE('x'), probe('bad', BROKEN, { when: '$index == 1' })], ...UNDONE },
    paths: ['b[0].x', 'b[1].x'],
  },
  parallel: {
    block: { id: 'b', type: 'parallel', branches: { one: [DONE('x'), DONE('y'), probe('bad', BROKEN)] }, ...UNDONE },
    paths: ['b.one.x', 'b.one.y'],
  },
};

export function blockRollback(driver: Driver): void {
  describe('rollback of blocks', () => {
    test.each(Object.entries(FAILING))(
      'Blocks with rollbackOnFailure: when the block fails (%s), its completed steps are rolled back there',
      async (_, { block, paths }) => {
        const { result, probe: seen } = await ran(driver, definition([DONE('before'), { ...block, optional: true }, probe('after')]));
        const undone = paths.toReversed().map((path) => `${path}~rollback`);
        expect(seen.started.filter((path) => path.endsWith('~rollback') || path === 'after')).toEqual([...undone, 'after']);
        expect(result).toMatchObject({ status: 'COMPLETED', rollbackErrors: [] });
      },
    );

    test('Blocks with rollbackOnFailure: a block that completed stays as it is', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([{ id: 'b', type: 'if', condition: 'true', then: [DONE('x')], ...UNDONE }]),
      );
      expect(result.rollbackPerformed).toBe(false);
      expect(seen.started).toEqual(['b.x']);
    });

    test('Blocks with rollbackOnFailure: before the catch', async () => {
      const block: Step = {
        id: 't',
        type: 'try',
        steps: [DONE('x'), probe('bad', BROKEN)],
        catch: [{ steps: [probe('c')] }],
        finally: [probe('f')],
        ...UNDONE,
      };
      const { result, probe: seen } = await ran(driver, definition([block]));
      expect(seen.started).toEqual(['t.x', 't.bad', 't.x~rollback', 't.c', 't.f']);
      expect(result.status).toBe('COMPLETED');
      expect(statuses(result)).toMatchObject({ t: 'COMPLETED', 't.x': 'ROLLED_BACK', 't.bad': 'FAILED' });
    });

    test('Blocks with rollbackOnFailure: before the next pass, which is undone by its own paths', async () => {
      const block: Step = {
        id: 't',
        type: 'try',
        steps: [DONE('x'), probe('bad', { fail: {} })],
        retry: { maxAttempts: 2, baseDelay: 5 },
        optional: true,
        ...UNDONE,
      };
      const { probe: seen, run } = await ran(driver, definition([block]));
      expect(seen.started).toEqual(['t.x', 't.bad', 't.x~rollback', 't#2.x', 't#2.bad', 't#2.x~rollback']);
      expect(seen.of('t#2.x~rollback')[0]?.idempotencyKey).toBe(`${run.runId}/t#2.x~rollback`);
    });

    test('Blocks with rollbackOnFailure: in a `parallel`, also the steps of a branch that lost the join', async () => {
      const branches = { lost: [DONE('x'), probe('w', { hold: true })], won: [DONE('y', { hold: true })] };
      const run = await driver.start(definition([{ id: 'fork', type: 'parallel', join: 'any', branches, ...UNDONE }, probe('after')]));
      await allBegun(run, 'fork.lost.w', 'fork.won.y');
      run.probe.release('fork.won.y');
      const result = await run.result();
      expect(result.status).toBe('COMPLETED');
      expect(run.probe.started.slice(-2)).toEqual(['fork.lost.x~rollback', 'after']);
      expect(statuses(result)).toMatchObject({ 'fork.lost.x': 'ROLLED_BACK', 'fork.won.y': 'COMPLETED' });
    });

    test('Blocks with rollbackOnFailure: in a `parallel` that fails, over all branches in reverse order of completion', async () => {
      const branches = { a: [DONE('x', { hold: true })], b: [DONE('y', { hold: true }), probe('bad', { ...BROKEN, hold: true })] };
      const run = await driver.start(definition([{ id: 'fork', type: 'parallel', branches, optional: true, ...UNDONE }]));
      await allBegun(run, 'fork.a.x', 'fork.b.y');
      await released(run, 'fork.b.y', 'fork.a.x');
      run.probe.release('fork.b.bad');
      await run.result();
      expect(run.probe.started.slice(-2)).toEqual(['fork.a.x~rollback', 'fork.b.y~rollback']);
    });

    test('Blocks without rollbackOnFailure: their steps stay as they are, still to be rolled back if the run fails', async () => {
      const block: Step = { id: 't', type: 'try', steps: [DONE('x'), probe('bad', BROKEN)], catch: [{ steps: [DONE('c')] }] };
      const caught = await ran(driver, definition([block]));
      expect(caught.probe.started).toEqual(['t.x', 't.bad', 't.c']);
      expect(statuses(caught.result)).toMatchObject({ 't.x': 'COMPLETED' });
      const failed = await ran(driver, definition([block, probe('late', BROKEN)], UNDONE));
      expect(failed.probe.started.slice(-3)).toEqual(['late', 't.c~rollback', 't.x~rollback']);
      expect(failed.result.status).toBe('ROLLED_BACK');
    });

    test('Blocks without rollbackOnFailure: a branch that lost the join too', async () => {
      const branches = { lost: [DONE('x'), probe('w', { hold: true })], won: [DONE('y', { hold: true })] };
      const run = await driver.start(definition([{ id: 'fork', type: 'parallel', join: 'any', branches }, probe('bad', BROKEN)], UNDONE));
      await allBegun(run, 'fork.lost.w', 'fork.won.y');
      run.probe.release('fork.won.y');
      expect((await run.result()).status).toBe('ROLLED_BACK');
      expect(run.probe.started.slice(-3)).toEqual(['bad', 'fork.won.y~rollback', 'fork.lost.x~rollback']);
    });

    test('Rollback: each step once: what a block undid is not undone again with the run', async () => {
      const block: Step = { id: 'b', type: 'if', condition: 'true', then: [DONE('x'), probe('bad', BROKEN)], ...UNDONE };
      const { result, probe: seen } = await ran(driver, definition([DONE('a'), block], UNDONE));
      expect(seen.started).toEqual(['a', 'b.x', 'b.bad', 'b.x~rollback', 'a~rollback']);
      expect(result).toMatchObject({ status: 'ROLLED_BACK', rollbackPerformed: true });
    });

    test('Blocks in blocks: only the one that failed is undone', async () => {
      const inner: Step = { id: 'in', type: 'if', condition: 'true', then: [DONE('y'), probe('bad', BROKEN)], optional: true, ...UNDONE };
      const outer: Step = { id: 'out', type: 'if', condition: 'true', then: [DONE('x'), inner, DONE('z')], ...UNDONE };
      const { result, probe: seen } = await ran(driver, definition([outer]));
      expect(seen.started).toEqual(['out.x', 'out.in.y', 'out.in.bad', 'out.in.y~rollback', 'out.z']);
      expect(result).toMatchObject({ status: 'COMPLETED', rollbackPerformed: true, rollbackErrors: [] });
    });

    test('Rollback: a failure to undo in a block is reported, and stops nothing', async () => {
      const steps = [DONE('x'), probe('y', {}, undo({ ...BROKEN })), probe('bad', BROKEN)];
      const { result, probe: seen } = await ran(
        driver,
        definition([{ id: 'b', type: 'if', condition: 'true', then: steps, optional: true, ...UNDONE }, probe('after')]),
      );
      expect(seen.started.slice(-3)).toEqual(['b.y~rollback', 'b.x~rollback', 'after']);
      expect(result).toMatchObject({ status: 'COMPLETED', rollbackPerformed: false, rollbackErrors: [{ path: 'b.y', stepId: 'y' }] });
    });

    test('Status: FAILED when only a rollback of a block failed, though others were undone', async () => {
      const steps = [DONE('x'), probe('y', {}, undo({ ...BROKEN })), probe('bad', BROKEN)];
      const { result } = await ran(driver, definition([{ id: 'b', type: 'if', condition: 'true', then: steps, ...UNDONE }]));
      expect(result).toMatchObject({ status: 'FAILED', rollbackPerformed: false, rollbackErrors: [{ path: 'b.y' }] });
    });

    test('Status: ROLLED_BACK when a block that failed the run was undone', async () => {
      const { result } = await ran(
        driver,
        definition([{ id: 'b', type: 'if', condition: 'true', then: [DONE('x'), probe('bad', BROKEN)], ...UNDONE }]),
      );
      expect(result).toMatchObject({ status: 'ROLLED_BACK', rollbackPerformed: true, failure: { path: 'b.bad' } });
    });

    test('Rollback: over loops, branches and tries alike, in reverse order of completion', async () => {
      const loop: Step = {
        id: 'each',
        type: 'forEach',
        items: [1, 2],
        steps: [{ id: 'fork', type: 'parallel', branches: { one: [DONE('x')] } }],
      };
      const retried: Step = {
        id: 'sync',
        type: 'try',
        steps: [DONE('push'), probe('once', { fail: {} })],
        retry: { maxAttempts: 2, baseDelay: 5 },
        catch: [{ steps: [DONE('c')] }],
      };
      const { probe: seen } = await ran(driver, definition([DONE('a'), loop, retried, probe('bad', BROKEN)], UNDONE));
      expect(seen.started.slice(-6)).toEqual([
        'sync#2.c~rollback',
        'sync#2.push~rollback',
        'sync.push~rollback',
        'each[1].fork.one.x~rollback',
        'each[0].fork.one.x~rollback',
        'a~rollback',
      ]);
    });

    test.each(['parallel', 'try', 'while'] as const)(
      'Rollback: a completed %s with its own rollback is undone by that alone',
      async (type) => {
        const blocks: Readonly<Record<typeof type, Step>> = {
          parallel: { id: 'b', type: 'parallel', branches: { one: [DONE('x', { result: 1 })] }, ...undo({ got: '$b.one' }) },
          try: { id: 'b', type: 'try', steps: [DONE('x', { result: 1 })], ...undo({ got: '$b' }) },
          while: { id: 'b', type: 'while', condition: '$index == 0', steps: [DONE('x', { result: 1 })], ...undo({ got: '$b' }) },
        };
        const { result, probe: seen } = await ran(driver, definition([blocks[type], probe('bad', BROKEN)], UNDONE));
        expect(seen.calls.filter(({ action }) => action === 'undo').map(({ path, params }) => [path, params])).toEqual([
          ['b~rollback', { got: 1 }],
        ]);
        expect(statuses(result)['b']).toBe('ROLLED_BACK');
      },
    );

    test('Blocks with rollbackOnFailure: `on: [cancel]` does not undo a failure', async () => {
      const { probe: seen } = await ran(
        driver,
        definition([
          {
            id: 'b',
            type: 'if',
            condition: 'true',
            then: [DONE('x'), probe('bad', BROKEN)],
            rollbackOnFailure: { on: ['cancel'] },
            optional: true,
          },
        ]),
      );
      expect(seen.started).toEqual(['b.x', 'b.bad']);
    });

    test('Pause holds the next rollback of a block', async () => {
      const steps = [DONE('x'), probe('y', {}, undo({ hold: true })), probe('bad', BROKEN)];
      const run = await driver.start(definition([{ id: 'b', type: 'if', condition: 'true', then: steps, optional: true, ...UNDONE }]));
      await run.probe.begun('b.y~rollback');
      await run.pause();
      run.probe.release('b.y~rollback');
      await run.untilTold(({ type, path }) => type === 'rollback:step' && path === 'b.y');
      expect(run.probe.of('b.x~rollback')).toEqual([]);
      await run.resume();
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.of('b.x~rollback')).toHaveLength(1);
    });
  });
}
