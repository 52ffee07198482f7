import { listsByOwner, type ListNode, type StepNode } from '../definition/outline.ts';
import type { Finding } from './finding.ts';
import { stepLabel, type Check } from './subject.ts';

/** Steps that nothing can lead to: after a `return` or `fail` that always runs, or with a `when` that never holds. */
export const checkReachable: Check = ({ definition, outline }) => {
  const lists = listsByOwner(outline.lists);
  return outline.lists.flatMap((list) => {
    const top = list.pointer === '/steps';
    // The top list goes past failures unless it is fail-fast, and in a graph nothing comes "after".
    const goesOn = top && (definition['failureStrategy'] ?? 'fail-fast') !== 'fail-fast';
    return [
      ...list.steps.flatMap((node) => never(node)),
      ...(top && definition['mode'] === 'graph' ? [] : afterTheEnd(list, { lists, enders: goesOn ? RETURN : ENDERS })),
    ];
  });
};

const RETURN: ReadonlySet<unknown> = new Set(['return']);
const ENDERS: ReadonlySet<unknown> = new Set(['return', 'fail']);

interface Ends {
  readonly lists: ReadonlyMap<StepNode, readonly ListNode[]>;
  /** Kinds that end a list. */
  readonly enders: ReadonlySet<unknown>;
}

function never(node: StepNode): readonly Finding[] {
  const { step, pointer } = node;
  if (step['when'] === false) return [unreachable(`${pointer}/when`, `${stepLabel(node)} never runs: its "when" is false`, 'warning')];
  if (node.kind !== 'if' || typeof step['condition'] !== 'boolean') return [];
  const dead = step['condition'] ? 'else' : 'then';
  const list = step[dead];
  return Array.isArray(list) && list.length > 0
    ? [
        unreachable(
          `${pointer}/${dead}`,
          `"${dead}" of ${stepLabel(node)} never runs: its condition is always ${String(step['condition'])}`,
          'warning',
        ),
      ]
    : [];
}

function afterTheEnd({ steps }: ListNode, ends: Ends): readonly Finding[] {
  const last = steps.find((node) => endsHere(node, ends));
  const next = last === undefined ? undefined : steps[last.index + 1];
  if (last === undefined || next === undefined) return [];
  return [
    unreachable(
      next.pointer,
      `${stepLabel(next)} can't be reached: ${stepLabel(last)} always ends ${last.kind === 'return' ? 'the run' : 'the list'}`,
      'error',
    ),
  ];
}

/** Whether nothing comes after a step, whatever happens. */
function endsHere(node: StepNode, ends: Ends): boolean {
  const { step, kind } = node;
  if (step['when'] !== undefined && step['when'] !== true) return false;
  if (step['optional'] === true && kind !== 'return') return false;
  if (ends.enders.has(kind)) return true;
  const inside = ends.lists.get(node) ?? [];
  const exhaustive = kind === 'if' ? inside.length === 2 : kind === 'switch' && Object.hasOwn(step, 'default');
  return exhaustive && inside.length > 0 && inside.every((list) => list.steps.some((each) => endsHere(each, ends)));
}

function unreachable(pointer: string, message: string, severity: 'error' | 'warning'): Finding {
  const hint = severity === 'error' ? 'remove it, or give the step before it a "when"' : 'remove it when it is not needed any more';
  return { code: 'UnreachableStep', pointer, message, severity, hint };
}
