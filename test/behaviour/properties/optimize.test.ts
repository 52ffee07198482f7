import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { optimizeWorkflow } from '../../../src/core/analysis/optimize-workflow.ts';
import type { WorkflowDefinition } from '../../../src/core/definition/workflow-definition.ts';
import { validateWorkflow } from '../../../src/core/validation/validate-workflow.ts';
import { defineTarget } from '../../../src/core/target/define-target.ts';
import { action } from '../../../src/core/target/action.ts';
import type { MockAction } from '../../../src/testing/mock-attempt.ts';
import { startInMemory } from '../../../src/testing/start-in-memory.ts';
import { seededPick } from '../seeded-pick.ts';
import { sequences } from './sequences.ts';

const params = z.record(z.string(), z.unknown());
const probe = defineTarget('probe', { actions: { call: action({ params, run: () => null }), undo: action({ params, run: () => null }) } });

/** All that can be told of a run but times and order. */
async function outcomeOf(definition: WorkflowDefinition, input: Readonly<Record<string, unknown>>, seed: number) {
  const effects: string[] = [];
  const act: MockAction = async (given, { path, sleep }) => {
    await sleep(Number(given['sleep'] ?? 1));
    effects.push(`${path} ${JSON.stringify(given)}`);
    return { n: numberFrom(given) };
  };
  const pick = seed === 0 ? {} : { pick: seededPick(seed) };
  const { result } = startInMemory(definition, { input, actions: { 'probe.call': act, 'probe.undo': act }, ...pick });
  const { status, output, failure, steps, rollbackErrors } = await result;
  return {
    status,
    output,
    failure: failure === undefined ? undefined : `${failure.code} ${failure.path} ${failure.message}`,
    steps: steps.map((step) => [step.path, step.status, step.result?.data, step.error]),
    rollbackErrors,
    effects: effects.toSorted(),
  };
}

/** Below 100, and another one whenever any param is another. */
function numberFrom(given: Readonly<Record<string, unknown>>): number {
  const text = JSON.stringify(given);
  let sum = 7;
  for (let i = 0; i < text.length; i += 1) sum = (sum * 31 + text.charCodeAt(i)) % 9973;
  return sum % 100;
}

const inputs = fc.record({ region: fc.nat({ max: 99 }), figs: fc.nat({ max: 99 }) }, { requiredKeys: [] });

test('a graph made of a sequence ends the same, with the same step results and effects', { timeout: 120_000 }, async () => {
  let graphs = 0;
  await fc.assert(
    fc.asyncProperty(sequences, inputs, fc.nat(), async (sequence, input, seed) => {
      expect(validateWorkflow(sequence, { targets: [probe] }).errors).toEqual([]);
      const { definition, obstacles } = optimizeWorkflow(sequence);
      if (obstacles.length > 0) {
        expect(definition).toBe(sequence);
        return;
      }
      graphs += 1;
      expect(definition.mode).toBe('graph');
      expect(validateWorkflow(definition, { targets: [probe] }).errors).toEqual([]);
      expect(await outcomeOf(definition, input, seed)).toEqual(await outcomeOf(sequence, input, 0));
    }),
    { numRuns: 400 },
  );
  expect(graphs).toBeGreaterThan(100);
});
