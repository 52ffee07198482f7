import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { WorkflowStep } from '../../../src/core/definition/steps/workflow.ts';
import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { BROKEN, definition, probe, ran, statuses, undo, type Driver, type DrivenRun } from '../driver.ts';
import { serverOnly } from '../virtual-only.ts';

const UNDONE = { rollbackOnFailure: true } as const;

function child(steps: readonly Step[], more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return { id: 'child', name: 'Child', steps, ...more };
}

function sub(workflow: WorkflowDefinition, more: Partial<WorkflowStep> = {}): Step {
  return { id: 'sub', type: 'workflow', workflow, ...more };
}

function childOf(run: DrivenRun, path = 'sub'): DrivenRun {
  return run.other(`${run.runId}/${path}`);
}

export function workflowControl(driver: Driver): void {
  describe('children under control', () => {
    test('Children: cancelling the parent cancels the child, and waits for it', async () => {
      const inner = child([probe('y', {}, undo()), probe('x', { hold: true })], { ...UNDONE, finally: [probe('f', { sleep: 30 })] });
      const run = await driver.start(definition([sub(inner), probe('never')], { finally: [probe('last')] }));
      await childOf(run).probe.begun('x');
      await run.cancel();
      const result = await run.result();
      expect(result.status).toBe('CANCELLED');
      expect(statuses(result)).toEqual({ sub: 'CANCELLED', 'finally.last': 'COMPLETED' });
      expect(await childOf(run).result()).toMatchObject({ status: 'CANCELLED', rollbackPerformed: true });
      expect(childOf(run).probe.started).toEqual(['y', 'x', 'y~rollback', 'finally.f']);
      expect(run.probe.of('last')).toEqual([]);
      expect(run.probe.of('finally.last')[0]?.began).toBeGreaterThan(childOf(run).probe.of('finally.f')[0]?.ended ?? Infinity);
    });

    test('Children: a child of a child is cancelled and awaited too', async () => {
      const inner = child([
        { ...sub(child([probe('x', { hold: true })], { id: 'grandchild', finally: [probe('f', { sleep: 30 })] })), id: 'deep' },
      ]);
      const run = await driver.start(definition([sub(inner)], { finally: [probe('last')] }));
      const deep = childOf(run, 'sub/deep').probe;
      await deep.begun('x');
      await run.cancel();
      expect((await run.result()).status).toBe('CANCELLED');
      expect(run.probe.of('finally.last')[0]?.began).toBeGreaterThan(deep.of('finally.f')[0]?.ended ?? Infinity);
    });

    test('a branch that loses the join cancels its child, and waits for it', async () => {
      const branches = {
        slow: [sub(child([probe('x', { hold: true })], { finally: [probe('f', { sleep: 30 })] }))],
        quick: [probe('q', { hold: true })],
      };
      const run = await driver.start(definition([{ id: 'fork', type: 'parallel', join: 'any', branches }, probe('b')]));
      const inner = childOf(run, 'fork.slow.sub').probe;
      await inner.begun('x');
      run.probe.release('fork.quick.q');
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.of('b')[0]?.began).toBeGreaterThan(inner.of('finally.f')[0]?.ended ?? Infinity);
    });

    test('Children: a child that was cancelled by somebody else fails the step', async () => {
      const run = await driver.start(definition([sub(child([probe('x', { hold: true })]))]));
      await childOf(run).probe.begun('x');
      await childOf(run).cancel();
      expect(await run.result()).toMatchObject({ status: 'FAILED', failure: { step: 'sub', class: 'cancelled' } });
    });

    test('Children, `wait: false`: abandoned by default when the parent is cancelled, or ends', async () => {
      const run = await driver.start(definition([sub(child([probe('x', { hold: true })]), { wait: false }), probe('a', { hold: true })]));
      await Promise.all([run.probe.begun('a'), childOf(run).probe.begun('x')]);
      await run.cancel();
      expect((await run.result()).status).toBe('CANCELLED');
      childOf(run).probe.release('x');
      expect((await childOf(run).result()).status).toBe('COMPLETED');
    });

    test('Children, `wait: false`, `onParentClose: cancel`: cancelled when the parent ends', async () => {
      const run = await driver.start(
        definition([sub(child([probe('x', { sleep: 3000 })]), { wait: false, onParentClose: 'cancel' }), probe('a', { hold: true })]),
      );
      await Promise.all([run.probe.begun('a'), childOf(run).probe.begun('x')]);
      run.probe.release('a');
      expect((await run.result()).status).toBe('COMPLETED');
      expect((await childOf(run).result()).status).toBe('CANCELLED');
    });

    serverOnly(driver, 'memory knows no termination')(
      'Children, `wait: false`, `onParentClose: terminate`: ended on the spot when the parent ends',
      async () => {
        const inner = child([probe('x', { sleep: 3000 })], { finally: [probe('f')] });
        const run = await driver.start(definition([sub(inner, { wait: false, onParentClose: 'terminate' }), probe('a', { hold: true })]));
        await Promise.all([run.probe.begun('a'), childOf(run).probe.begun('x')]);
        run.probe.release('a');
        expect((await run.result()).status).toBe('COMPLETED');
        const end = await childOf(run)
          .result()
          .then(
            ({ status }) => status,
            () => 'terminated',
          );
        expect([end, childOf(run).probe.of('finally.f')]).toEqual(['terminated', []]);
      },
    );

    test('Children, `onParentClose: abandon`: a child that is awaited goes on when the parent is cancelled', async () => {
      const run = await driver.start(definition([sub(child([probe('x', { hold: true })]), { onParentClose: 'abandon' })]));
      await childOf(run).probe.begun('x');
      await run.cancel();
      childOf(run).probe.release('x');
      expect((await run.result()).status).toBe('CANCELLED');
      expect((await childOf(run).result()).status).toBe('COMPLETED');
    });

    test('Rollback: an awaited child is undone by the rollbacks inside it, in its place', async () => {
      const inner = child([probe('x', { result: 1 }, undo({ got: '$x' })), probe('y', {}, undo())]);
      const { result, run } = await ran(
        driver,
        definition([probe('a', {}, undo()), sub(inner), probe('b', {}, undo()), probe('bad', BROKEN)], UNDONE),
      );
      expect(result).toMatchObject({ status: 'ROLLED_BACK', rollbackPerformed: true, rollbackErrors: [] });
      const undoing = childOf(run, 'sub~rollback').probe;
      expect(undoing.started).toEqual(['y~rollback', 'x~rollback']);
      expect(undoing.of('x~rollback')[0]?.params).toEqual({ got: 1 });
      expect(run.probe.started).toEqual(['a', 'b', 'bad', 'b~rollback', 'a~rollback']);
      expect(undoing.of('y~rollback')[0]?.began).toBeGreaterThan(run.probe.of('b~rollback')[0]?.ended ?? Infinity);
      expect(run.probe.of('a~rollback')[0]?.began).toBeGreaterThan(undoing.of('x~rollback')[0]?.ended ?? Infinity);
      expect(statuses(result)).toMatchObject({ sub: 'ROLLED_BACK', a: 'ROLLED_BACK' });
    });

    test('Rollback: undoing a child runs its `finally` no second time', async () => {
      const inner = child([probe('x', {}, undo())], { finally: [probe('f')] });
      const { run } = await ran(driver, definition([sub(inner), probe('bad', BROKEN)], UNDONE));
      expect(childOf(run).probe.started).toEqual(['x', 'finally.f']);
      expect(childOf(run, 'sub~rollback').probe.started).toEqual(['x~rollback']);
    });

    test('Rollback: a child of a child is undone too', async () => {
      const inner = child([{ ...sub(child([probe('x', {}, undo())], { id: 'grandchild' })), id: 'deep' }, probe('y', {}, undo())]);
      const { result, run } = await ran(driver, definition([sub(inner), probe('bad', BROKEN)], UNDONE));
      expect(result).toMatchObject({ status: 'ROLLED_BACK', rollbackErrors: [] });
      expect(childOf(run, 'sub~rollback').probe.started).toEqual(['y~rollback']);
      expect(childOf(run, 'sub/deep~rollback').probe.started).toEqual(['x~rollback']);
    });

    test('Rollback: a completed child with its own `rollback` is undone by that alone', async () => {
      const inner = child([probe('x', { result: 1 }, undo())]);
      const { result, run } = await ran(driver, definition([sub(inner, undo({ got: '$sub.x' })), probe('bad', BROKEN)], UNDONE));
      expect(result.status).toBe('ROLLED_BACK');
      expect(run.probe.of('sub~rollback')[0]).toMatchObject({ action: 'undo', params: { got: 1 } });
      expect(childOf(run, 'sub~rollback').probe.calls).toEqual([]);
    });

    test('Rollback: a child that failed without undoing itself is undone with the run', async () => {
      const inner = child([probe('x', {}, undo()), probe('bad', BROKEN)]);
      const { result, run } = await ran(driver, definition([probe('a', {}, undo()), sub(inner, undo())], UNDONE));
      expect(result).toMatchObject({ status: 'ROLLED_BACK', rollbackErrors: [] });
      expect(childOf(run, 'sub~rollback').probe.started).toEqual(['x~rollback']);
      expect(run.probe.started).toEqual(['a', 'a~rollback']);
    });

    test('Rollback: a child that undid itself is not undone again', async () => {
      const inner = child([probe('x', {}, undo()), probe('bad', BROKEN)], UNDONE);
      const { result, run } = await ran(driver, definition([probe('a', {}, undo()), sub(inner)], UNDONE));
      expect(result.status).toBe('ROLLED_BACK');
      expect(childOf(run).probe.started).toEqual(['x', 'bad', 'x~rollback']);
      expect(childOf(run, 'sub~rollback').probe.calls).toEqual([]);
    });

    test('Rollback: each attempt of a child is undone', async () => {
      const inner = child([probe('x', {}, undo()), probe('bad', { fail: {} })]);
      const { run } = await ran(driver, definition([sub(inner, { retry: { maxAttempts: 2, baseDelay: 5 } })], UNDONE));
      expect(childOf(run, 'sub~rollback').probe.started).toEqual(['x~rollback']);
      expect(childOf(run, 'sub#2~rollback').probe.started).toEqual(['x~rollback']);
    });

    test("Rollback: a failure to undo a child's step is reported, and stops nothing", async () => {
      const inner = child([probe('x', {}, undo()), probe('y', {}, undo({ ...BROKEN }))]);
      const { result, run } = await ran(driver, definition([probe('a', {}, undo()), sub(inner), probe('bad', BROKEN)], UNDONE));
      expect(result).toMatchObject({ status: 'FAILED', rollbackPerformed: false, rollbackErrors: [{ path: 'sub' }] });
      expect(childOf(run, 'sub~rollback').probe.started).toEqual(['y~rollback', 'x~rollback']);
      expect(run.probe.started.at(-1)).toBe('a~rollback');
    });

    test('Blocks with rollbackOnFailure: a child inside one that fails is undone there', async () => {
      const block: Step = {
        id: 'b',
        type: 'if',
        condition: 'true',
        then: [sub(child([probe('x', {}, undo())])), probe('bad', BROKEN)],
        optional: true,
        ...UNDONE,
      };
      const { result, run } = await ran(driver, definition([block, probe('after')]));
      expect(result).toMatchObject({ status: 'COMPLETED', rollbackErrors: [] });
      const undoing = childOf(run, 'b.sub~rollback').probe;
      expect(undoing.started).toEqual(['x~rollback']);
      expect(run.probe.of('after')[0]?.began).toBeGreaterThan(undoing.of('x~rollback')[0]?.ended ?? Infinity);
    });

    test('Rollback on cancel: what completed in a child that was cancelled is undone with the run', async () => {
      const run = await driver.start(definition([sub(child([probe('x', {}, undo()), probe('y', { hold: true })]))], UNDONE));
      await childOf(run).probe.begun('y');
      await run.cancel();
      expect(await run.result()).toMatchObject({ status: 'CANCELLED', rollbackPerformed: true });
      expect(childOf(run, 'sub~rollback').probe.started).toEqual(['x~rollback']);
    });
  });
}
