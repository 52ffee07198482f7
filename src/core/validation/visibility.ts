import { isIsolated } from '../definition/isolation.ts';
import type { ListNode, Place, StepNode } from '../definition/outline.ts';
import { pointerSegments } from '../definition/pointer.ts';

/**
 * Whether a place sees a step's value (dsl: "Who sees what").
 * `self`: the step itself, before it has run; `around`: a block the place is inside of; `later`: a step that comes after;
 * `branch`: another branch or case; `body`: inside a list that runs more than once.
 */
export type Visibility = 'visible' | 'self' | 'around' | 'later' | 'branch' | 'body';

/** `unordered` tells the lists whose steps run as their references say. */
export function visibilityOf(place: Place, target: StepNode, unordered: (list: ListNode) => boolean): Visibility {
  const here = chainOf(place.owner);
  const there = chainOf(target);
  const shared = here.findIndex((node, i) => there[i] !== node);
  const depth = shared === -1 ? here.length : shared;
  const a = there[depth];
  const b = here[depth];
  if (a === undefined) return aboutAncestor(place, target);
  const inside = there.slice(depth + 1).some(({ list }) => list.body);
  if (b === undefined) return place.owner === undefined ? fromOutside(place, a.list, inside) : aboutInside(place, a, inside);
  if (a.list !== b.list) return acrossLists(a.list, b.list, inside);
  if (a.index > b.index && !unordered(a.list)) return 'later';
  return inside ? 'body' : 'visible';
}

function aboutAncestor(place: Place, target: StepNode): Visibility {
  if (target !== place.owner) return 'around';
  return place.moment === 'end' ? 'visible' : 'self';
}

/** A block's own field looks at a step inside the block. */
function aboutInside(place: Place, first: StepNode, deeper: boolean): Visibility {
  // A catch is chosen before any of them runs.
  if (place.moment === 'start' || (place.owner?.kind === 'try' && place.moment === 'iteration' && first.list.stage > 0)) return 'later';
  // At its end a parallel loop has no iteration that came last.
  return deeper || (place.moment === 'end' && isIsolated(first.list) && place.owner?.kind === 'forEach') ? 'body' : 'visible';
}

/** A field of the definition, or of one of its states, looks at a step. */
function fromOutside(place: Place, list: ListNode, deeper: boolean): Visibility {
  const [there, here] = [partOf(list.pointer), partOf(place.pointer)];
  if (there !== undefined && here?.state === there.state) return withinVisit(there, PARTS_OF_A_VISIT[here.field]?.chosen ?? 0, deeper);
  if (place.moment === 'start' && there === undefined) return 'later';
  // The steps of a state are a body to the definition.
  return deeper || list.body ? 'body' : 'visible';
}

function acrossLists(target: ListNode, here: ListNode, deeper: boolean): Visibility {
  const [there, own] = [partOf(target.pointer), partOf(here.pointer)];
  if (target.owner === undefined && there !== undefined && own?.state === there.state) {
    return withinVisit(there, PARTS_OF_A_VISIT[own.field]?.done ?? 0, deeper);
  }
  if (target.stage > here.stage) return 'later';
  if (target.body || deeper) return 'body';
  return target.stage === here.stage ? 'branch' : 'visible';
}

/** What a visit of a state is made of, in order. Transitions are chosen before `exit` runs, and do their steps after it. */
const PARTS_OF_A_VISIT: Readonly<Record<string, { readonly chosen: number; readonly done: number }>> = {
  entry: { chosen: 0, done: 0 },
  output: { chosen: 1, done: 1 },
  on: { chosen: 1, done: 3 },
  after: { chosen: 1, done: 3 },
  always: { chosen: 1, done: 3 },
  exit: { chosen: 2, done: 2 },
  onError: { chosen: 4, done: 4 },
};

interface Part {
  readonly state: string;
  readonly field: string;
}

/** The part of a state that a list or value of the definition belongs to. */
function partOf(pointer: string): Part | undefined {
  const [top, state, field = ''] = pointerSegments(pointer);
  return top === 'states' && state !== undefined ? { state, field } : undefined;
}

/** Steps of a state see what came before in the same visit: its entry and exit steps, for transitions may be taken often. */
function withinVisit(target: Part, here: number, deeper: boolean): Visibility {
  const there = PARTS_OF_A_VISIT[target.field];
  if (there === undefined || there.done > here) return 'later';
  return deeper || there.done > 2 ? 'body' : 'visible';
}

/** The steps that hold a step, from the outermost to itself. */
function chainOf(node: StepNode | undefined): readonly StepNode[] {
  const chain: StepNode[] = [];
  for (let at = node; at !== undefined; at = at.list.owner) chain.unshift(at);
  return chain;
}
