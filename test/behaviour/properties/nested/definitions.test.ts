import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { kindOf } from '../../../../src/core/definition/step.ts';
import { validateWorkflow } from '../../../../src/core/validation/validate-workflow.ts';
import { probeTarget } from '../../drivers/probe-target.ts';
import { definitions } from './definitions.ts';
import { predict } from './model/predict.ts';
import { allSteps } from './model/world.ts';

describe('the random definitions', () => {
  test('are valid', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const { problems } = validateWorkflow(definition, { targets: [probeTarget().target] });
        expect(problems.filter(({ code, severity }) => severity === 'error' && code !== 'NotSupportedYet')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('hold every kind, end in every way, and most are determined by the rules', () => {
    const played = fc.sample(definitions, 500).map((definition) => ({ definition, ...predict(definition) }));
    const kinds = new Set(played.flatMap(({ definition }) => allSteps(definition.steps ?? []).map(kindOf)));
    expect([...kinds].toSorted()).toEqual(
      ['action', 'event', 'fail', 'forEach', 'if', 'parallel', 'return', 'set', 'switch', 'try', 'until', 'wait', 'while'].toSorted(),
    );
    expect([...new Set(played.map(({ status }) => status))].toSorted()).toEqual(['COMPLETED', 'FAILED', 'PARTIAL', 'ROLLED_BACK']);
    expect(played.filter(({ open }) => open.length > 0).length).toBeLessThan(played.length / 4);
  });
});
