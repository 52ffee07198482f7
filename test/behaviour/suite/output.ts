import { describe, expect, test } from 'vitest';

import { definition, probe, ran, statuses, undo, type Driver } from '../driver.ts';

export function output(driver: Driver): void {
  describe('output, return and progress', () => {
    test('the default output is { id: value } of the top list', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [probe('x', { result: 'inner' })] } as const;
      const { result } = await ran(driver, definition([probe('a', { result: [1] }), block, probe('s', {}, { when: 'false' })]));
      expect(result.output).toEqual({ a: [1], i: 'inner', s: null });
    });

    test('`key` is resolved when the run starts, and is $run.key', async () => {
      const { result } = await ran(
        driver,
        definition([{ id: 'a', type: 'set', values: { k: '$run.key' } }], { key: 'order-${1 + 1}', output: '$k' }),
      );
      expect(result.output).toBe('order-2');
    });

    test('`output` of the workflow is a mapping, worked out at the end', async () => {
      const { result } = await ran(
        driver,
        definition([probe('a', { result: { amount: 5 } }), { id: 's', type: 'set', values: { v: 'last' } }], {
          output: { total: '$a.amount', v: '$v', id: '$run.id' },
        }),
      );
      expect(result.output).toEqual({ total: 5, v: 'last', id: result.runId });
    });

    test('an output that can not be resolved fails the run, with rollback', async () => {
      const { result } = await ran(
        driver,
        definition([probe('a', { result: {} }, undo())], { output: { x: '$a.gone' }, rollbackOnFailure: true }),
      );
      expect(result).toMatchObject({ status: 'ROLLED_BACK', failure: { code: 'MissingReference' } });
    });

    test('an output that does not fit outputSchema fails the run', async () => {
      const { result } = await ran(
        driver,
        definition([probe('a', { result: 1 })], { outputSchema: { properties: { a: { type: 'string' } } } }),
      );
      expect(result.failure).toMatchObject({ code: 'InvalidOutput', class: 'validation' });
    });

    test('`output` of a step is a mapping over $result that gives its value', async () => {
      const step = probe(
        'a',
        { result: { items: [1, 2, 3], noise: true } },
        { output: { count: '${ size($result.items) }', again: '$a.items[0]' } },
      );
      expect((await ran(driver, definition([step]))).result.output).toEqual({ a: { count: 3, again: 1 } });
    });

    test('an `output` of a step that can not be resolved fails the step', async () => {
      const { result } = await ran(driver, definition([probe('a', { result: {} }, { output: '$result.gone' })]));
      expect(result.failure).toMatchObject({ code: 'MissingReference', step: 'a' });
    });

    test('inputSchema and outputSchema of a step are checked', async () => {
      const input = await ran(driver, definition([probe('a', { n: 'x' }, { inputSchema: { properties: { n: { type: 'number' } } } })]));
      expect(input.result.failure).toMatchObject({ code: 'InvalidInput', step: 'a' });
      expect(input.probe.calls).toEqual([]);
      const result = await ran(driver, definition([probe('a', { result: 'x' }, { outputSchema: { type: 'number' } })]));
      expect(result.result.failure).toMatchObject({ code: 'InvalidOutput', step: 'a' });
    });

    test('return ends the run COMPLETED with its value in place of `output`', async () => {
      const { result, probe: seen } = await ran(
        driver,
        definition([probe('a', { result: 4 }), { id: 'r', type: 'return', value: { got: '$a' } }, probe('b')], {
          output: { other: '$a' },
          rollbackOnFailure: true,
        }),
      );
      expect(result).toMatchObject({ status: 'COMPLETED', success: true, output: { got: 4 }, rollbackPerformed: false });
      expect(seen.started).toEqual(['a']);
    });

    test('return inside blocks ends the run as well', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [{ id: 'r', type: 'return', value: 'early' }, probe('x')] } as const;
      const { result, probe: seen } = await ran(driver, definition([block, probe('b')]));
      expect(result).toMatchObject({ status: 'COMPLETED', output: 'early' });
      expect(statuses(result)).toEqual({ i: 'COMPLETED', 'i.r': 'COMPLETED' });
      expect(seen.calls).toEqual([]);
    });

    test('return without a value gives null', async () => {
      expect((await ran(driver, definition([{ id: 'r', type: 'return' }]))).result).toMatchObject({ status: 'COMPLETED', output: null });
    });

    test('return cancels what runs', async () => {
      const run = await driver.start(
        definition([probe('slow', { hold: true }), probe('a', { hold: true }), { id: 'r', type: 'return', value: 1, dependsOn: ['a'] }], {
          mode: 'graph',
        }),
      );
      await run.probe.begun('slow');
      await run.probe.begun('a');
      run.probe.release('a');
      const result = await run.result();
      expect(result).toMatchObject({ status: 'COMPLETED', output: 1 });
      expect(statuses(result)).toEqual({ slow: 'CANCELLED', a: 'COMPLETED', r: 'COMPLETED' });
    });

    test("Result: D's record, with every step reached in order of declaration, nested ones too", async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [probe('x'), probe('y')] } as const;
      const { result, run } = await ran(
        driver,
        definition([probe('late', { got: '$early' }, { name: 'Late one' }), block, probe('early', { sleep: 10 })], {
          mode: 'graph',
          version: '2.0.0',
          name: 'The suite',
        }),
      );
      expect(result.steps.map((step) => step.path)).toEqual(['late', 'i', 'i.x', 'i.y', 'early']);
      expect(result).toMatchObject({ workflowId: 'suite', workflowName: 'The suite', runId: run.runId, definitionVersion: '2.0.0' });
      expect(result.steps[0]).toMatchObject({ stepId: 'late', stepName: 'Late one', status: 'COMPLETED', attempts: 1 });
      expect(Date.parse(result.endTime) - Date.parse(result.startTime)).toBe(result.duration);
      expect(result.steps.at(-1)?.duration).toBeGreaterThanOrEqual(10);
    });

    test('Progress counts the top list, a block as one', async () => {
      const block = { id: 'i', type: 'if', condition: 'true', then: [probe('x', { hold: true }), probe('y')] } as const;
      const run = await driver.start(
        definition([probe('a'), probe('s', {}, { when: 'false' }), block, probe('last', {}, { name: 'Last one' })]),
      );
      await run.probe.begun('i.x');
      expect((await run.state()).progress).toEqual({
        currentStep: 3,
        currentStepName: 'i',
        totalSteps: 4,
        completedSteps: 1,
        failedSteps: 0,
        status: 'RUNNING',
        percentComplete: 50,
      });
      run.probe.release('i.x');
      expect((await run.result()).progress).toEqual({
        currentStep: 4,
        currentStepName: 'Last one',
        totalSteps: 4,
        completedSteps: 3,
        failedSteps: 0,
        status: 'COMPLETED',
        percentComplete: 100,
      });
    });

    test('Progress: settled are completed, skipped, and failed and tolerated; a failure is not', async () => {
      const steps = [
        probe('a'),
        probe('o', { fail: { class: 'permanent' } }, { optional: true }),
        probe('b', { fail: { class: 'permanent' } }),
        probe('c'),
      ];
      const { result } = await ran(driver, definition(steps));
      expect(result.progress).toMatchObject({ currentStep: 3, completedSteps: 1, failedSteps: 2, percentComplete: 50, status: 'FAILED' });
    });

    test('Progress: currentStep is the lowest running in declaration order', async () => {
      const run = await driver.start(definition([probe('a'), probe('b', { hold: true }), probe('c', { hold: true })], { mode: 'graph' }));
      await run.probe.begun('c');
      await run.until(({ progress }) => progress.completedSteps === 1);
      expect((await run.state()).progress).toMatchObject({ currentStep: 2, percentComplete: 33 });
      run.probe.release('b');
      await run.until(({ progress }) => progress.completedSteps === 2);
      expect((await run.state()).progress).toMatchObject({ currentStep: 3, percentComplete: 66 });
      run.probe.release('c');
      await run.result();
    });
  });
}
