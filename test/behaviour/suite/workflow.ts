import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { WorkflowStep } from '../../../src/core/definition/steps/workflow.ts';
import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { BROKEN, definition, probe, ran, statuses, type Driver } from '../driver.ts';
import { virtualOnly } from '../virtual-only.ts';

function child(steps: readonly Step[], more: Partial<WorkflowDefinition> = {}): WorkflowDefinition {
  return { id: 'child', name: 'Child', steps, ...more };
}

function sub(workflow: WorkflowStep['workflow'], more: Partial<WorkflowStep> = {}): Step {
  return { id: 'sub', type: 'workflow', workflow, ...more };
}

/** Fails in every run but that of the second attempt. */
const ONCE = { fail: '${ endsWith($run.id, "#2") ? {"times": 0} : {"class": "transient", "code": "Flaky"} }' };

export function workflow(driver: Driver): void {
  const exact = virtualOnly(driver, 'delays are compared to the millisecond');

  describe('workflow', () => {
    test("Values: the child's output", async () => {
      const { result } = await ran(
        driver,
        definition([sub(child([probe('x', { result: 1 })], { output: { got: '$x' } })), probe('b', { v: '$sub.got' })]),
      );
      expect(result).toMatchObject({ status: 'COMPLETED', output: { sub: { got: 1 } } });
      const plain = await ran(driver, definition([sub(child([probe('x', { result: 1 })]), { output: '$result.x' })]));
      expect(plain.result.output).toEqual({ sub: 1 });
    });

    test("Paths: the child's run id is the parent's run id/path, its paths and keys are its own", async () => {
      const loop: Step = { id: 'each', type: 'forEach', items: [1, 2], steps: [sub(child([probe('x')], { output: '$run.id' }))] };
      const { result, run } = await ran(driver, definition([loop]));
      const ids = [0, 1].map((i) => `${run.runId}/each[${i}].sub`);
      expect(result.output).toEqual({ each: ids });
      for (const id of ids) expect(run.other(id).probe.calls).toMatchObject([{ path: 'x', idempotencyKey: `${id}/x` }]);
      expect(run.probe.calls).toEqual([]);
    });

    test('Children see only `input`', async () => {
      const see = probe('see', { all: '$input', order: '$order', run: '$run.definition' });
      const steps: readonly Step[] = [
        { id: 's', type: 'set', values: { v: 1 } },
        sub(child([see]), { input: { order: '$n', from: 'run $run.id' } }),
      ];
      const { run } = await ran(driver, definition(steps), { input: { n: 7 } });
      expect(run.other(`${run.runId}/sub`).probe.of('see')[0]?.params).toEqual({
        all: { order: 7, from: `run ${run.runId}` },
        order: 7,
        run: 'child',
      });
    });

    test.each(['$v', '$n', '$a'])("Children do not see the parent's names: %s", async (reference) => {
      const steps: readonly Step[] = [
        { id: 's', type: 'set', values: { v: 1 } },
        probe('a'),
        sub(child([probe('see', { got: reference })]), { input: { x: 1 } }),
      ];
      const { result } = await ran(driver, definition(steps), { input: { n: 7 } });
      expect(result.failure).toMatchObject({ code: 'MissingReference', step: 'sub', cause: { step: 'see' } });
    });

    test("Children: a child's variables stay its own", async () => {
      const inner = child([{ id: 's', type: 'set', values: { v: 'child' } }]);
      const { probe: seen } = await ran(
        driver,
        definition([{ id: 'outer', type: 'set', values: { v: 'parent' } }, sub(inner), probe('see', { v: '$v' })]),
      );
      expect(seen.of('see')[0]?.params).toEqual({ v: 'parent' });
    });

    test('Children: an inline definition is a namespace of its own', async () => {
      const { result, run } = await ran(
        driver,
        definition([
          probe('x', { result: 'outer' }),
          sub(child([probe('x', { result: 'inner' }), probe('y', { got: '$x' })])),
          probe('z', { got: '$x' }),
        ]),
      );
      expect(result.status).toBe('COMPLETED');
      expect(run.other(`${run.runId}/sub`).probe.of('y')[0]?.params).toEqual({ got: 'inner' });
      expect(run.probe.of('z')[0]?.params).toEqual({ got: 'outer' });
      expect(statuses(result)).toEqual({ x: 'COMPLETED', sub: 'COMPLETED', z: 'COMPLETED' });
    });

    test("`default`s of the child's input schema are filled in; what does not fit fails the step", async () => {
      const input = {
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'string' }, n: { type: 'number', default: 5 } },
      } as const;
      const inner = child([probe('x', { id: '$id', n: '$n' })], { input });
      const { run } = await ran(driver, definition([sub(inner, { input: { id: 'a' } })]));
      expect(run.other(`${run.runId}/sub`).probe.calls[0]?.params).toEqual({ id: 'a', n: 5 });
      const { result } = await ran(driver, definition([sub(inner, { input: { id: 1 } })]));
      expect(result.failure).toMatchObject({ code: 'InvalidInput', class: 'validation', step: 'sub' });
    });

    test("Children: a child's error is the step's, with `cause`", async () => {
      const inner = child([probe('x', { fail: { class: 'auth', code: 'Denied', message: 'no', details: { n: 1 } } })]);
      const { result } = await ran(driver, definition([sub(inner), probe('never')]));
      expect(result).toMatchObject({
        status: 'FAILED',
        failure: {
          code: 'Denied',
          class: 'auth',
          message: 'no',
          step: 'sub',
          path: 'sub',
          cause: { code: 'Denied', step: 'x', path: 'x' },
        },
      });
      expect(statuses(result)).toEqual({ sub: 'FAILED' });
    });

    test("Failing: a child's error is caught, or tolerated, like any", async () => {
      const inner = child([probe('x', { fail: { class: 'auth', code: 'Denied' } })]);
      const caught: Step = {
        id: 't',
        type: 'try',
        steps: [sub(inner)],
        catch: [{ errors: ['Denied'], steps: [probe('c', { inner: '$error.cause.path' })] }],
      };
      const { result, probe: seen } = await ran(driver, definition([caught]));
      expect(result.status).toBe('COMPLETED');
      expect(seen.of('t.c')[0]?.params).toEqual({ inner: 'x' });
      const optional = await ran(driver, definition([sub(inner, { optional: true }), probe('b', { got: '$sub.x' })]));
      expect(optional.result.status).toBe('COMPLETED');
      expect(optional.probe.of('b')[0]?.params).toEqual({ got: null });
    });

    test('Failing: `return` in a child ends the child', async () => {
      const inner = child([{ id: 'r', type: 'return', value: 'early' }, probe('x')], { output: 'late' });
      const { result, probe: seen } = await ran(driver, definition([sub(inner), probe('b', { got: '$sub' })]));
      expect(result.status).toBe('COMPLETED');
      expect(seen.of('b')[0]?.params).toEqual({ got: 'early' });
    });

    test('Failing: `fail` in a child fails the step', async () => {
      const { result } = await ran(driver, definition([sub(child([{ id: 'f', type: 'fail', error: { code: 'Mine', message: 'm' } }]))]));
      expect(result.failure).toMatchObject({ code: 'Mine', step: 'sub' });
    });

    test('Failing (1): a retry is a new child run, `#2`', async () => {
      const { result, run } = await ran(
        driver,
        definition([sub(child([probe('x', ONCE)], { output: '$run.id' }), { retry: { maxAttempts: 3, baseDelay: 5 } })]),
      );
      expect(result).toMatchObject({ status: 'COMPLETED', output: { sub: `${run.runId}/sub#2` } });
      expect(result.steps[0]).toMatchObject({ path: 'sub', attempts: 2 });
      expect(run.other(`${run.runId}/sub`).probe.calls).toHaveLength(1);
      expect(run.other(`${run.runId}/sub#2`).probe.calls).toMatchObject([{ idempotencyKey: `${run.runId}/sub#2/x`, attempt: 1 }]);
    });

    test('Errors: a child is retried by class, code and `when`, and one attempt is the default', async () => {
      const attempts = async (fail: Readonly<Record<string, unknown>>, more: Partial<WorkflowStep>) => {
        const { result } = await ran(driver, definition([sub(child([probe('x', { fail })]), more)]));
        return result.failure?.attempts;
      };
      expect(await attempts({}, {})).toBe(1);
      expect(await attempts({}, { retry: { maxAttempts: 3, baseDelay: 5 } })).toBe(3);
      expect(await attempts({ class: 'permanent' }, { retry: { maxAttempts: 3, baseDelay: 5 } })).toBe(1);
      expect(await attempts({ code: 'Stop' }, { retry: { maxAttempts: 3, baseDelay: 5, nonRetryable: ['Stop'] } })).toBe(1);
      expect(await attempts({}, { retry: { maxAttempts: 3, baseDelay: 5, when: '$attempt < 2' } })).toBe(2);
    });

    exact('retries of a child wait as the policy says', async () => {
      const { result } = await ran(driver, definition([sub(child([probe('x', { fail: {} })]), { retryCount: 2 })]));
      expect(result.duration).toBe(3000);
    });

    test('Clocks: `timeout` of a child cancels it and fails the step with class timeout', async () => {
      const { result, run } = await ran(driver, definition([sub(child([probe('x', { sleep: 60_000 })]), { timeout: 300 })]));
      expect(result.failure).toMatchObject({ class: 'timeout', step: 'sub', path: 'sub' });
      expect(run.other(`${run.runId}/sub`).probe.of('x')[0]?.aborted).toBe(true);
      expect(await run.other(`${run.runId}/sub`).result()).toMatchObject({ status: 'CANCELLED' });
    });

    test('Clocks: `timeout` is one attempt of a child, `totalTimeout` all of them', async () => {
      const slow = child([probe('x', { sleep: 60_000 })]);
      const each = await ran(driver, definition([sub(slow, { timeout: 200, retry: { maxAttempts: 2, baseDelay: 5 } })]));
      expect(each.result.failure).toMatchObject({ class: 'timeout', attempts: 2 });
      const total = await ran(
        driver,
        definition([sub(slow, { timeout: 60_000, totalTimeout: 300, retry: { maxAttempts: 9, baseDelay: 5 } })]),
      );
      expect(total.result.failure).toMatchObject({ class: 'timeout', step: 'sub' });
      expect(total.result.duration).toBeLessThan(30_000);
    });

    test('`maxConcurrency` counts child runs as it counts actions', async () => {
      const run = await driver.start(
        definition([sub(child([probe('x', { hold: true })])), probe('a')], { mode: 'graph', maxConcurrency: 1 }),
      );
      const inner = run.other(`${run.runId}/sub`).probe;
      await inner.begun('x');
      expect(run.probe.calls).toEqual([]);
      inner.release('x');
      expect((await run.result()).status).toBe('COMPLETED');
      expect(run.probe.of('a')[0]?.began).toBeGreaterThan(inner.of('x')[0]?.ended ?? Infinity);
    });

    test('`wait: false`: the step is done when the child is there, its value is {runId}', async () => {
      const run = await driver.start(
        definition([sub(child([probe('x', { hold: true, result: 1 })]), { wait: false }), probe('b', { got: '$sub' })]),
      );
      expect(await run.result()).toMatchObject({ status: 'COMPLETED', output: { sub: { runId: `${run.runId}/sub` } } });
      const started = run.other(`${run.runId}/sub`);
      started.probe.release('x');
      expect(await started.result()).toMatchObject({ status: 'COMPLETED', output: { x: 1 } });
    });

    test('`wait: false`: a child that fails does not fail the parent', async () => {
      const { result, run } = await ran(driver, definition([sub(child([probe('x', BROKEN)]), { wait: false })]));
      expect(result.status).toBe('COMPLETED');
      expect((await run.other(`${run.runId}/sub`).result()).status).toBe('FAILED');
    });

    test('children in branches run side by side', async () => {
      const branch = (id: string): readonly Step[] => [{ ...sub(child([probe('x', { hold: true, result: id })], { output: '$x' })), id }];
      const run = await driver.start(definition([{ id: 'fork', type: 'parallel', branches: { a: branch('one'), b: branch('two') } }]));
      const inner = ['a.one', 'b.two'].map((path) => run.other(`${run.runId}/fork.${path}`).probe);
      await Promise.all(inner.map((each) => each.begun('x')));
      for (const each of inner) each.release('x');
      expect((await run.result()).output).toEqual({ fork: { a: 'one', b: 'two' } });
    });
  });
}
