import type { State, Transition, TransitionTarget, WorkflowDefinition } from '../../definition/workflow-definition.ts';
import type { EdgeKind } from './diagram.ts';
import { conditionText, noteText } from './labels.ts';
import { addNode, follow, inCluster, type Part, type Place } from './place.ts';

/** A state machine: it begins at the initial state and ends at the final ones. */
export function drawStates(at: Place, { initial = '', states = {} }: WorkflowDefinition): Part {
  const ids = new Map(Object.entries(states).map(([name, state]) => [name, drawState(at, name, state)]));
  for (const [name, state] of Object.entries(states)) {
    const caught = at.caught || state.onError !== undefined;
    for (const [i, change] of changesOf(state).entries()) drawChange({ ...at, caught }, { ...change, name, number: i + 1 }, ids);
  }
  const first = ids.get(initial);
  const finals = Object.entries(states).flatMap(([name, { type }]) => (type === 'final' ? (ids.get(name) ?? []) : []));
  return { entries: first === undefined ? [] : [first], exits: finals.map((from) => ({ from })) };
}

/** A state with steps is a cluster that holds them. */
function drawState(at: Place, name: string, { type, entry = [], exit = [], onError }: State): string {
  const node = { id: `state:${name}`, kind: type === 'final' ? 'final-state' : 'state', title: name } as const;
  if (entry.length + exit.length === 0) return addNode(at, node);
  return inCluster({ ...at, caught: at.caught || onError !== undefined }, { id: node.id, kind: 'block', title: '' }, (inside) => {
    const id = addNode(inside, node);
    follow(inside, [{ from: id, label: 'entry' }], inside.hand.steps(inside, entry));
    follow(inside, [{ from: id, label: 'exit', kind: 'aside' }], inside.hand.steps(inside, exit));
    return id;
  });
}

interface Change {
  readonly cause: string;
  readonly kind: EdgeKind;
  readonly to: TransitionTarget;
}

function changesOf({ on = {}, after = {}, always, onError }: State): readonly Change[] {
  return [
    ...Object.entries(on).flatMap(([event, transition]) => changes(transition, event)),
    ...Object.entries(after).flatMap(([duration, transition]) => changes(transition, `after ${duration}`)),
    ...(always === undefined ? [] : changes(always, 'always')),
    ...(onError === undefined ? [] : changes(onError, 'error', 'aside')),
  ];
}

function changes(transition: Transition, cause: string, kind: EdgeKind = 'flow'): readonly Change[] {
  const targets = Array.isArray(transition)
    ? (transition as readonly (string | TransitionTarget)[])
    : [transition as string | TransitionTarget];
  return targets.map((target) => ({ cause, kind, to: typeof target === 'string' ? { target } : target }));
}

interface StateChange extends Change {
  /** Of the state it leaves. */
  readonly name: string;
  /** Among the changes of the state, from 1. */
  readonly number: number;
}

/** An edge from state to state, over the transition's steps if it has any; an internal one comes back. */
function drawChange(at: Place, { cause, kind, to, name, number }: StateChange, ids: ReadonlyMap<string, string>): void {
  const from = ids.get(name) ?? '';
  const target = to.target === undefined ? from : ids.get(to.target);
  if (target === undefined) return;
  const names = [...ids.keys()];
  const goesBack = kind === 'flow' && names.indexOf(to.target ?? name) <= names.indexOf(name);
  const next: Part = { entries: [target], exits: [] };
  const guard = to.when === undefined ? '' : ` [${conditionText(to.when)}]`;
  const way = { from, label: noteText(`${cause}${guard}`) };
  const { steps = [] } = to;
  if (steps.length === 0) {
    follow(at, [{ ...way, kind: goesBack ? 'back' : kind }], next);
    return;
  }
  inCluster(at, { id: `state:${name}~change-${number}`, kind: 'part', title: '' }, (part) => {
    const ends = follow(part, [{ ...way, kind }], part.hand.steps(part, steps));
    follow(part, goesBack ? ends.map((end) => ({ ...end, kind: 'back' as const })) : ends, next);
  });
}
