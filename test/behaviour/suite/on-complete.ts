import { describe, expect, test } from 'vitest';

import type { ChainedWorkflow, WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { BROKEN, definition, probe, ran, type Driver } from '../driver.ts';

const NEXT: WorkflowDefinition = { id: 'suite-next', name: 'Next', steps: [probe('x', { got: '$given' })], output: { got: '$given' } };

/** Starts itself again and again. */
const LOOP: WorkflowDefinition = {
  id: 'suite-loop',
  name: 'Loop',
  limits: { maxDepth: 3 },
  steps: [probe('x')],
  onComplete: [{ workflow: 'suite-loop' }],
};

function then(...onComplete: readonly ChainedWorkflow[]): Partial<WorkflowDefinition> {
  return { onComplete };
}

const DEFINITIONS = { definitions: [NEXT, LOOP] };

export function onComplete(driver: Driver): void {
  describe('onComplete', () => {
    test('completion starts another workflow with mapped input; the result names it', async () => {
      const chain = then({ workflow: 'suite-next', input: { given: '$a.v' } });
      const { result, run } = await ran(driver, definition([probe('a', { result: { v: 7 } })], chain), DEFINITIONS);
      expect(result).toMatchObject({
        status: 'COMPLETED',
        chained: [{ workflow: 'suite-next', runId: expect.stringContaining(run.runId) }],
      });
      const next = run.other(result.chained?.[0]?.runId ?? '');
      expect(await next.result()).toMatchObject({ status: 'COMPLETED', workflowId: 'suite-next', output: { got: 7 } });
    });

    test('input and `when` see $run.status, error and output', async () => {
      const chain = then({
        workflow: 'suite-next',
        input: { given: ['$run.status', '$run.output', '$run.error'] },
        when: '$run.output.n > 1',
      });
      const { result, run } = await ran(driver, definition([probe('a')], { output: { n: 2 }, ...chain }), DEFINITIONS);
      expect(await run.other(result.chained?.[0]?.runId ?? '').result()).toMatchObject({ output: { got: ['COMPLETED', { n: 2 }, null] } });
    });

    test('by default only a COMPLETED run goes on', async () => {
      const failed = await ran(driver, definition([probe('a', BROKEN)], then({ workflow: 'suite-next' })), DEFINITIONS);
      expect(failed.result.status).toBe('FAILED');
      expect(failed.result.chained ?? []).toEqual([]);
      const partial = await ran(
        driver,
        definition([probe('a', BROKEN)], { failureStrategy: 'continue-on-error', ...then({ workflow: 'suite-next' }) }),
        DEFINITIONS,
      );
      expect([partial.result.status, partial.result.chained ?? []]).toEqual(['PARTIAL', []]);
    });

    test('`when` decides for every other end', async () => {
      const chain = then(
        { workflow: 'suite-next', when: '$run.status == "FAILED"', input: { given: '$run.error.code' } },
        { workflow: 'suite-next', when: 'false' },
      );
      const { result, run } = await ran(driver, definition([probe('a', BROKEN)], chain), DEFINITIONS);
      expect(result.chained).toHaveLength(1);
      expect(await run.other(result.chained?.[0]?.runId ?? '').result()).toMatchObject({
        status: 'COMPLETED',
        output: { got: 'ProbeFailed' },
      });
    });

    test('a cancelled run may go on as well', async () => {
      const run = await driver.start(
        definition([probe('a', { hold: true })], then({ workflow: 'suite-next', when: '$run.status == "CANCELLED"', input: { given: 1 } })),
        DEFINITIONS,
      );
      await run.probe.begun('a');
      await run.cancel();
      const result = await run.result();
      expect([result.status, result.chained?.length]).toEqual(['CANCELLED', 1]);
      expect((await run.other(result.chained?.[0]?.runId ?? '').result()).status).toBe('COMPLETED');
    });

    test('it comes after finally', async () => {
      const { result, run } = await ran(
        driver,
        definition([probe('a')], { finally: [probe('f', { sleep: 20 })], ...then({ workflow: 'suite-next', input: { given: 1 } }) }),
        DEFINITIONS,
      );
      const next = run.other(result.chained?.[0]?.runId ?? '');
      await next.result();
      expect(next.probe.of('x')[0]?.began).toBeGreaterThan(run.probe.of('finally.f')[0]?.ended ?? Infinity);
    });

    test('several are started, each once, each a run of its own', async () => {
      const chain = then({ workflow: 'suite-next', input: { given: 1 } }, { workflow: 'suite-next', input: { given: 2 } });
      const { result, run } = await ran(driver, definition([probe('a')], chain), DEFINITIONS);
      const outputs = await Promise.all((result.chained ?? []).map(async ({ runId = '' }) => (await run.other(runId).result()).output));
      expect(outputs).toEqual([{ got: 1 }, { got: 2 }]);
    });

    test('a run that could not be started is told, and stops nothing', async () => {
      const chain = then(
        { workflow: 'suite-nowhere' },
        { workflow: 'suite-next', input: { given: '$a.gone' } },
        { workflow: 'suite-next', input: { given: 3 } },
      );
      const { result } = await ran(driver, definition([probe('a', { result: {} })], chain), DEFINITIONS);
      expect(result.status).toBe('COMPLETED');
      expect(result.chained?.map(({ workflow, error }) => [workflow, error === undefined])).toEqual([
        // On a server the run is there, and fails by itself: only its worker knows the definitions.
        ['suite-nowhere', !driver.virtual],
        ['suite-next', false],
        ['suite-next', true],
      ]);
    });

    test('a chain is no nesting: the next run has no parent, and outlives this one', async () => {
      const chain = then({ workflow: 'suite-next', input: { given: 1 } });
      const { result, run } = await ran(driver, definition([probe('a')], { limits: { maxDepth: 1 }, ...chain }), DEFINITIONS);
      expect(result.chained?.[0]?.error).toBeUndefined();
      expect((await run.other(result.chained?.[0]?.runId ?? '').result()).status).toBe('COMPLETED');
    });

    test('a chain that never ends is ended by `maxDepth`, and says so', async () => {
      let { result, run } = await ran(driver, LOOP, DEFINITIONS);
      let runs = 1;
      for (let next = result.chained?.[0]?.runId; next !== undefined && runs < 10; next = result.chained?.[0]?.runId) {
        run = run.other(next);
        result = await run.result();
        runs += 1;
      }
      expect(runs).toBeLessThan(10);
      expect(result).toMatchObject({
        status: 'COMPLETED',
        chained: [{ workflow: 'suite-loop', error: expect.stringContaining('suite-loop') }],
      });
    });
  });
}
