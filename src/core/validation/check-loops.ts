import { itemName, indexNames } from '../definition/shapes.ts';
import type { Place, StepNode } from '../definition/outline.ts';
import { isExpression, knownValue } from '../expression/known-value.ts';
import { constant, isFields } from './fields.ts';
import { listed, type Finding } from './finding.ts';
import { stepLabel, type Check, type Subject } from './subject.ts';
import { nounOf } from './zod-issues.ts';

/** What a `forEach` goes over and gives, fields that would have no effect, and loops without end. */
export const checkLoops: Check = (subject) => {
  const leaving = leftEarly(subject);
  const places = new Map(subject.outline.places.map((place) => [place.pointer, place]));
  return subject.outline.steps.flatMap((node): readonly Finding[] => {
    if (node.kind === 'forEach') {
      return [
        ...itemFindings(node, places, subject),
        ...variableFindings(node),
        ...collectFindings(node, subject),
        ...uselessFindings(node),
      ];
    }
    return node.kind === 'while' || node.kind === 'until' ? endFindings(node, leaving) : [];
  });
};

function itemFindings(node: StepNode, places: ReadonlyMap<string, Place>, { names, typeOf }: Subject): readonly Finding[] {
  const { items } = node.step;
  const pointer = `${node.pointer}/items`;
  if (items === undefined || Array.isArray(items)) return [];
  const place = places.get(pointer);
  const known = place === undefined ? undefined : knownValue(place.text, names, (root) => typeOf(root, place));
  if (known?.canBeList === true) return [];
  return [
    {
      code: 'InvalidValue',
      pointer,
      message: `"items" of ${stepLabel(node)} must be a list, not ${known?.is ?? nounOf(items)}`,
      hint: 'refer to a list, or write one; ${ entries($map) } makes one of a map',
    },
  ];
}

function variableFindings({ step, pointer }: StepNode): readonly Finding[] {
  const item = itemName(step);
  if (typeof item !== 'string' || !indexNames(step).includes(item)) return [];
  const field = step['as'] === undefined ? 'indexAs' : 'as';
  const message = `the name "${item}" is declared twice: for the item and for its index`;
  return [{ code: 'DuplicateName', pointer: `${pointer}/${field}`, message, hint: 'choose another name' }];
}

const COLLECTS = ['all', 'none', 'errors'];

function collectFindings({ step, pointer }: StepNode, { names }: Subject): readonly Finding[] {
  const { collect } = step;
  const fold = isFields(collect) ? collect['fold'] : undefined;
  if (typeof fold === 'string' && !isExpression(fold, names)) {
    return [
      {
        code: 'InvalidValue',
        pointer: `${pointer}/collect/fold`,
        message: `"fold" must be an expression over $acc: ${JSON.stringify(fold)}`,
        hint: 'an expression stands between ${ and }, as in ${ $acc + $item.price }',
      },
    ];
  }
  if (typeof collect !== 'string' || COLLECTS.includes(collect) || isExpression(collect, names)) return [];
  return [
    {
      code: 'InvalidValue',
      pointer: `${pointer}/collect`,
      message: `"collect" must be ${listed(COLLECTS)}, an expression or a fold: ${JSON.stringify(collect)}`,
      hint: 'an expression stands between ${ and }, as in ${ $item.id }; a fold is { fold: …, from: … }',
    },
  ];
}

/** Fields of a parallel loop on one that is not, and errors collected where the first one fails the loop. */
function uselessFindings(node: StepNode): readonly Finding[] {
  const { step } = node;
  const parallel = step['parallel'] === true ? [] : ['maxConcurrency', 'partitionOver'].filter((field) => step[field] !== undefined);
  const found = parallel.map((field) => useless(node, field, 'add "parallel: true", or remove it'));
  const first = step['collect'] === 'errors' && step['onError'] !== 'continue';
  return first ? [...found, useless(node, 'collect', 'add "onError: continue": without it the first error fails the step')] : found;
}

function useless(node: StepNode, field: string, hint: string): Finding {
  return {
    code: 'InvalidValue',
    pointer: `${node.pointer}/${field}`,
    at: 'key',
    severity: 'warning',
    message: `"${field}" of ${stepLabel(node)} has no effect`,
    hint,
  };
}

/** Steps inside of which a `return` or `fail` can leave a loop. */
function leftEarly({ outline }: Subject): ReadonlySet<StepNode> {
  const found = new Set<StepNode>();
  for (const node of outline.steps) {
    if (node.kind !== 'return' && node.kind !== 'fail') continue;
    for (let at = node.list.owner; at !== undefined; at = at.list.owner) found.add(at);
  }
  return found;
}

function endFindings(node: StepNode, leaving: ReadonlySet<StepNode>): readonly Finding[] {
  const { step, pointer, kind } = node;
  const condition = constant(step['condition']);
  if (condition === undefined) return [];
  if (kind === 'while' && !condition) {
    const message = `${stepLabel(node)} never runs its steps: its condition is always false`;
    return [
      {
        code: 'UnreachableStep',
        pointer: `${pointer}/condition`,
        severity: 'warning',
        message,
        hint: 'remove it when it is not needed any more',
      },
    ];
  }
  if (condition !== (kind === 'while') || step['breakWhen'] !== undefined || leaving.has(node)) return [];
  return [
    {
      code: 'IterationLimit',
      pointer: `${pointer}/condition`,
      severity: 'warning',
      message: `${stepLabel(node)} goes on until its limit of iterations fails it: nothing ends it before`,
      hint: 'give it a condition that changes, or "breakWhen"',
    },
  ];
}
