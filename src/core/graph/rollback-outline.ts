import { knownNames } from '../definition/names.ts';
import { outlineOf, type StepNode } from '../definition/outline.ts';
import type { RollbackAction, RollbackPolicy } from '../definition/step-base.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { dependenciesOf } from './dependencies.ts';

/** A step that a rollback undoes, as its definition says. */
export interface OutlinedRollback {
  /** From 1; in a graph, steps of the top list with the same number are undone side by side. */
  readonly order: number;
  /** Ids of the blocks that it is in, and its own, joined by dots. */
  readonly step: string;
  /** `target.action`; absent: what the child run that the step starts left to undo. */
  readonly calls?: string;
  readonly verify?: string;
  /** Undone once for each time that it completed, the last first. */
  readonly repeats: boolean;
}

/** What a rollback of a run that completed every step would do. */
export interface RollbackOutline {
  /** `none`: only a person rolls back, after the end of the run. */
  readonly mode: 'automatic' | 'manual' | 'none';
  readonly on: readonly ('failure' | 'cancel')[];
  /** In the order in which they are undone. */
  readonly steps: readonly OutlinedRollback[];
  /** Actions that nothing undoes. */
  readonly without: readonly string[];
}

/** What can be said of the rollbacks of a definition before it runs. */
export function rollbackOutline(definition: WorkflowDefinition): RollbackOutline {
  // What runs after the rollback is not undone.
  const nodes = outlineOf(definition).steps.filter((node) => !rootOf(node).pointer.startsWith('/finally/'));
  const orderOf = definition.mode === 'graph' ? graphOrder(definition) : undefined;
  const undone = nodes.filter((node) => isUndone(node)).toReversed();
  if (orderOf !== undefined) undone.sort((a, b) => orderOf(a) - orderOf(b));
  const numbers = [...new Set(undone.map((node, index) => orderOf?.(node) ?? index))];
  const covered = (node: StepNode) => ownersOf(node).some(hasRollback);
  return {
    ...policyOf(definition.rollbackOnFailure),
    steps: undone.map((node, index) => outlined(node, numbers.indexOf(orderOf?.(node) ?? index) + 1)),
    without: nodes.filter((node) => node.kind === 'action' && !hasRollback(node) && !covered(node)).map(nameOf),
  };
}

function policyOf(policy: boolean | RollbackPolicy | undefined): Pick<RollbackOutline, 'mode' | 'on'> {
  if (policy === undefined || policy === false) return { mode: 'none', on: [] };
  const { mode = 'automatic', on = ['failure', 'cancel'] } = policy === true ? {} : policy;
  return { mode, on };
}

/** A block with a rollback of its own is undone by that alone; a child run without one by what it left. */
function isUndone(node: StepNode): boolean {
  return (hasRollback(node) || node.kind === 'workflow') && !ownersOf(node).some(hasRollback);
}

function outlined(node: StepNode, order: number): OutlinedRollback {
  const rollback = node.step['rollback'] as RollbackAction | undefined;
  const verify = rollback?.verify;
  return {
    order,
    step: nameOf(node),
    ...(rollback === undefined ? {} : { calls: `${rollback.target}.${rollback.action}` }),
    ...(verify === undefined ? {} : { verify: `${verify.target}.${verify.action}` }),
    repeats: [node, ...ownersOf(node)].some(({ list }) => list.body),
  };
}

/** Each step of the top list after all that depend on it. */
function graphOrder(definition: WorkflowDefinition): (node: StepNode) => number {
  const dependencies = dependenciesOf(definition.steps ?? [], knownNames(definition, {}));
  const depths = new Map<string, number>();
  const depth = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    const dependents = [...dependencies].filter(([, needs]) => needs.has(id)).map(([dependent]) => dependent);
    const found = 1 + Math.max(0, ...dependents.map(depth));
    depths.set(id, found);
    return found;
  };
  return (node) => depth(rootOf(node).id ?? '');
}

function hasRollback({ step }: StepNode): boolean {
  return step['rollback'] !== undefined;
}

/** The blocks that a step is in, the innermost first. */
function ownersOf({ list: { owner } }: StepNode): readonly StepNode[] {
  return owner === undefined ? [] : [owner, ...ownersOf(owner)];
}

function rootOf(node: StepNode): StepNode {
  return ownersOf(node).at(-1) ?? node;
}

function nameOf(node: StepNode): string {
  return [...ownersOf(node).toReversed(), node].map(({ id }) => id).join('.');
}
