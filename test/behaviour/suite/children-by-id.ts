import { describe, expect, test } from 'vitest';

import type { Step } from '../../../src/core/definition/step.ts';
import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { definition, probe, ran, type Driver } from '../driver.ts';

function sub(workflow: string | WorkflowDefinition, input: Readonly<Record<string, unknown>> = {}): Step {
  return { id: 'sub', type: 'workflow', workflow, input };
}

/** Not in the order of their versions. */
const VERSIONS: readonly WorkflowDefinition[] = ['2.0.0', '1.0.0', '2.1.0-rc.1', '1.10.0', '1.2.0'].map((version) => ({
  id: 'suite-versions',
  name: 'Versions',
  version,
  steps: [probe('x')],
  output: version,
}));

/** Starts itself until `n` is 0. */
const COUNTDOWN: WorkflowDefinition = {
  id: 'suite-countdown',
  name: 'Countdown',
  limits: { maxDepth: 3 },
  steps: [{ id: 'sub', type: 'workflow', workflow: 'suite-countdown', input: { n: '${ $n - 1 }' }, when: '$n > 0' }],
  output: '${ $n == 0 ? 0 : $sub + 1 }',
};

/** A definition with `depth` levels of children below it. */
function nested(depth: number, limits?: WorkflowDefinition['limits']): WorkflowDefinition {
  const steps = depth === 0 ? [probe('x')] : [sub(nested(depth - 1, limits))];
  return { id: `level-${depth}`, name: 'Level', steps, ...(limits === undefined ? {} : { limits }) };
}

export function childrenById(driver: Driver): void {
  describe('children by id', () => {
    test('a child is started by id, with its input', async () => {
      const named: WorkflowDefinition = { id: 'suite-named', name: 'Named', steps: [probe('x', { got: '$n' })], output: { got: '$n' } };
      const { result, run } = await ran(driver, definition([sub('suite-named', { n: 5 })]), { definitions: [named] });
      expect(result).toMatchObject({ status: 'COMPLETED', output: { sub: { got: 5 } } });
      expect(run.other(`${run.runId}/sub`).probe.of('x')[0]?.params).toEqual({ got: 5 });
    });

    test.each([
      ['no version: the latest, no pre-release', 'suite-versions', '2.0.0'],
      ['an exact version', 'suite-versions@1.0.0', '1.0.0'],
      ['the highest in the range', 'suite-versions@^1', '1.10.0'],
      ['the highest in a narrower range', 'suite-versions@~1.2', '1.2.0'],
      ['a pre-release that is named', 'suite-versions@2.1.0-rc.1', '2.1.0-rc.1'],
    ])('Children: the version is chosen when the step starts: %s', async (_, reference, version) => {
      const { result } = await ran(driver, definition([sub(reference)]), { definitions: VERSIONS });
      expect(result).toMatchObject({ status: 'COMPLETED', output: { sub: version } });
    });

    test('Children: the version chosen is recorded', async () => {
      const { run } = await ran(driver, definition([sub('suite-versions@^1')]), { definitions: VERSIONS });
      expect(await run.other(`${run.runId}/sub`).result()).toMatchObject({ workflowId: 'suite-versions', definitionVersion: '1.10.0' });
    });

    test.each(['suite-nowhere', 'suite-versions@3.0.0', 'suite-versions@^3'])(
      'a child that is not known fails the step: %s',
      async (reference) => {
        const { result } = await ran(driver, definition([sub(reference)]), { definitions: VERSIONS });
        expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'UnknownDefinition', step: 'sub' } });
      },
    );

    test('a child by id is undone and cancelled like an inline one', async () => {
      const named: WorkflowDefinition = {
        id: 'suite-undone',
        name: 'Undone',
        steps: [probe('x', {}, { rollback: { target: 'probe', action: 'undo' } }), probe('y', { hold: true })],
        rollbackOnFailure: true,
      };
      const run = await driver.start(definition([sub('suite-undone')]), { definitions: [named] });
      const inner = run.other(`${run.runId}/sub`);
      await inner.probe.begun('y');
      await run.cancel();
      expect((await run.result()).status).toBe('CANCELLED');
      expect(await inner.result()).toMatchObject({ status: 'CANCELLED', rollbackPerformed: true });
    });

    test('Limits: a child deeper than `maxDepth` is not started: RecursionLimit', async () => {
      const deepest = (depth: number) => ran(driver, nested(depth, { maxDepth: 2 }));
      expect((await deepest(2)).result.status).toBe('COMPLETED');
      const { result, run } = await deepest(3);
      expect(result).toMatchObject({ status: 'FAILED', failure: { code: 'RecursionLimit', step: 'sub', path: 'sub' } });
      expect(run.other(`${run.runId}/sub/sub/sub`).probe.calls).toEqual([]);
    });

    test('Limits: ten levels of children by default', async () => {
      expect((await ran(driver, nested(10))).result.status).toBe('COMPLETED');
      expect((await ran(driver, nested(11))).result.failure).toMatchObject({ code: 'RecursionLimit' });
    });

    test('a definition may start itself, as deep as `maxDepth` says', async () => {
      const countdown = (n: number) => ran(driver, definition([sub('suite-countdown', { n })]), { definitions: [COUNTDOWN] });
      expect((await countdown(2)).result).toMatchObject({ status: 'COMPLETED', output: { sub: 2 } });
      expect((await countdown(5)).result.failure).toMatchObject({ code: 'RecursionLimit' });
    });
  });
}
