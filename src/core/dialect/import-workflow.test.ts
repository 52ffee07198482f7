import { describe, expect, test } from 'vitest';
import { importProblems, stepFunctions } from '../../../test/helpers/imported.ts';
import { parseDefinition } from '../definition/parse.ts';
import { importWorkflow } from './import-workflow.ts';

describe('importWorkflow', () => {
  test('takes anything', () => {
    expect(importProblems(null)).toEqual(['  InvalidValue a workflow is a map with steps'].map((each) => each.slice(1)));
    expect(importProblems({ steps: [{ id: 'a', target: 'util', action: 'echo' }] })).toEqual([
      ' InvalidValue this is a Stepwright definition already (it needs no import)',
    ]);
    expect(importProblems({ steps: [{ id: 'a' }] })).toEqual([
      ' InvalidValue it can\'t be told which language this is (steps of trailhead have "execute", those of tempeh have "command"; else say which dialect it is)',
    ]);
    const circle: { steps: unknown[] } = { steps: [] };
    circle.steps.push(circle);
    expect(importProblems(circle)).toEqual([' InvalidValue the workflow is nested deeper than 200 levels, or holds itself']);
  });

  test('tells functions what to become', () => {
    const document = { steps: [{ id: 'a', execute: async () => null, condition: () => true }] };
    expect(importProblems(document)).toEqual([
      '/steps/0/execute InvalidValue "execute" is a function: a definition is data (register it with defineStep(\'charge\', …) and write its name)',
      '/steps/0/condition InvalidValue "condition" is a function: a definition is data (write it as an expression, such as $check.score > 0.8)',
    ]);
  });

  test('actions are checked when the targets are known', () => {
    const document = { name: 'x', steps: [{ name: 'a', command: 'deploi' }] };
    expect(importWorkflow(document).problems).toEqual([]);
    expect(importProblems(document, { targets: stepFunctions('deploy') })).toEqual([
      '/steps/0/command UnknownAction target "step" has no action "deploi" (did you mean deploy ? step has: deploy)',
    ]);
  });

  test('what is wrong with the definition that it gives is told at its place in the source', () => {
    const text = [
      'name: x',
      'failureStrategy: FAIL_FAST',
      'steps:',
      '  - { id: check, execute: run, dependencies: [] }',
      '  - id: b',
      '    execute: run',
      '    dependencies: [check]',
      '    condition: context.stepResults.chek.ok &&',
    ].join('\n');
    const { value, locate } = parseDefinition(text);
    const broken = importWorkflow(value, { locate, file: 'x.yaml' });
    expect(broken.definition).toBeUndefined();
    expect(broken.problems).toEqual([
      expect.objectContaining({ code: 'ExpressionSyntax', pointer: '/steps/1/condition', file: 'x.yaml', line: 8, column: 16 }),
    ]);
    const misspelt = importWorkflow(parseDefinition(text.replace(' &&', '')).value, {});
    expect(misspelt.problems).toEqual([
      expect.objectContaining({ code: 'UnknownReference', pointer: '/steps/1/condition', hint: 'did you mean $check ?' }),
    ]);
  });
});
