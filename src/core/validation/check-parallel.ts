import type { StepNode } from '../definition/outline.ts';
import { isExpression } from '../expression/known-value.ts';
import { listed, type Finding } from './finding.ts';
import { isFields } from './fields.ts';
import { stepLabel, type Check } from './subject.ts';

const AGGREGATES = ['collect', 'merge', 'first'];

/** A `parallel` has branches, enough of them for its join, and an aggregate that is one. */
export const checkParallel: Check = ({ outline, names }) =>
  outline.steps.filter(({ kind }) => kind === 'parallel').flatMap((node) => [...branchFindings(node), ...aggregateFindings(node, names)]);

function branchFindings(node: StepNode): readonly Finding[] {
  const { step, pointer } = node;
  const { branches, join } = step;
  if (!isFields(branches)) return [];
  const count = Object.keys(branches).length;
  if (count === 0) {
    const hint = 'give it a map of names to lists of steps';
    return [{ code: 'MissingField', pointer: `${pointer}/branches`, message: `${stepLabel(node)} has no branches`, hint }];
  }
  const atLeast = isFields(join) ? join['atLeast'] : undefined;
  if (typeof atLeast !== 'number' || atLeast <= count) return [];
  return [
    {
      code: 'InvalidValue',
      pointer: `${pointer}/join/atLeast`,
      message: `${stepLabel(node)} waits for ${atLeast} branches and has ${count}`,
      hint: `write ${count} or fewer, or "join: all"`,
    },
  ];
}

function aggregateFindings(node: StepNode, names: ReadonlySet<string>): readonly Finding[] {
  const { aggregate } = node.step;
  if (typeof aggregate !== 'string' || AGGREGATES.includes(aggregate) || isExpression(aggregate, names)) return [];
  return [
    {
      code: 'InvalidValue',
      pointer: `${node.pointer}/aggregate`,
      message: `"aggregate" must be ${listed(AGGREGATES)} or an expression: ${JSON.stringify(aggregate)}`,
      hint: 'an expression stands between ${ and }, as in ${ $result.eu + $result.us }',
    },
  ];
}
