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
  return deeper ? 'body' : 'visible';
}

/** A field of the definition, or of one of its states, looks at a step. */
function fromOutside(place: Place, list: ListNode, deeper: boolean): Visibility {
  const [there, here] = [stateOf(list.pointer), stateOf(place.pointer)];
  if (there !== undefined && here?.name === there.name) return withinVisit({ target: there, here, deeper });
  if (place.moment === 'start' && there === undefined) return 'later';
  // The steps of a state are a body to the definition.
  return deeper || list.body ? 'body' : 'visible';
}

function acrossLists(target: ListNode, here: ListNode, deeper: boolean): Visibility {
  const [state, own] = [stateOf(target.pointer), stateOf(here.pointer)];
  if (target.owner === undefined && state !== undefined && own?.name === state.name)
    return withinVisit({ target: state, here: own, deeper });
  if (target.stage > here.stage) return 'later';
  if (target.body || deeper) return 'body';
  return target.stage === here.stage ? 'branch' : 'visible';
}

/** What a visit of a state runs, in order; its transitions may come in any order, and more than once. */
const PARTS_OF_A_VISIT: Readonly<Record<string, number>> = { entry: 0, on: 1, after: 1, always: 1, exit: 2, onError: 3, output: 3 };

interface Part {
  readonly name: string;
  readonly order: number;
}

/** The state that a list or value of the definition belongs to. */
function stateOf(pointer: string): Part | undefined {
  const [top, name, part] = pointerSegments(pointer);
  return top === 'states' && name !== undefined ? { name, order: PARTS_OF_A_VISIT[part ?? ''] ?? 0 } : undefined;
}

/** Steps of a state see what came before in the same visit. */
function withinVisit({ target, here, deeper }: { readonly target: Part; readonly here: Part; readonly deeper: boolean }): Visibility {
  if (target.order > here.order) return 'later';
  return deeper ? 'body' : 'visible';
}

/** The steps that hold a step, from the outermost to itself. */
function chainOf(node: StepNode | undefined): readonly StepNode[] {
  const chain: StepNode[] = [];
  for (let at = node; at !== undefined; at = at.list.owner) chain.unshift(at);
  return chain;
}
