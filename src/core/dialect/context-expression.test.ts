import { describe, expect, test } from 'vitest';
import { contextExpression, contextParameter, errorParameter } from './context-expression.ts';

const ids: Readonly<Record<string, string>> = { '1st check': 'step-1st-check' };
const condition = (source: string) =>
  contextExpression(
    source,
    contextParameter((called) => ids[called]),
  );
const retry = (source: string) => contextExpression(source, errorParameter);

describe('contextExpression', () => {
  test.each([
    ['$check.score > 0.8', '$check.score > 0.8'],
    ['context.stepResults.check.score > 0.8', '$check.score > 0.8'],
    ['(context) => context.stepResults.check.score === 1', '$check.score == 1'],
    ['ctx => ctx.stepResults["1st check"].ok !== false', '$step-1st-check.ok != false'],
    ['(c: WorkflowContext) => !c.stepResults.a && c.stepResults.b', '!$a && $b'],
    ["context.region === 'eu'", "$input.region == 'eu'"],
    ['context.initialContext.region == "context.stepResults.x === 1"', '$input.region == "context.stepResults.x === 1"'],
    ['context.initialContext["the region"] == "eu"', '$input["the region"] == "eu"'],
    ['"a" in context.tags', '"a" in $input.tags'],
    ['$context.a == mycontext.b', '$context.a == mycontext.b'],
    ['context.stepResults', 'context.stepResults'],
  ])('%s gives %s', (source, expected) => {
    expect(condition(source)).toBe(expected);
  });

  test.each([
    ["$error.code == 'Timeout'", "$error.code == 'Timeout'"],
    [
      "(error) => error.subtype !== 'NOT_FOUND' && error.message.contains('x')",
      "$error.code != 'NOT_FOUND' && $error.message.contains('x')",
    ],
  ])('of errors: %s gives %s', (source, expected) => {
    expect(retry(source)).toBe(expected);
  });
});
