import type { ListNode, Place, StepNode } from '../definition/outline.ts';

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
  if (b === undefined) return aboutInside(place, a, inside);
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
  if (place.moment === 'start') return 'later';
  // The steps of a state are a body to the definition; those of a loop are not to the loop's own fields.
  return deeper || (place.owner === undefined && place.moment === 'end' && first.list.body) ? 'body' : 'visible';
}

function acrossLists(target: ListNode, here: ListNode, deeper: boolean): Visibility {
  if (target.stage > here.stage) return 'later';
  if (target.body || deeper) return 'body';
  return target.stage === here.stage ? 'branch' : 'visible';
}

/** The steps that hold a step, from the outermost to itself. */
function chainOf(node: StepNode | undefined): readonly StepNode[] {
  const chain: StepNode[] = [];
  for (let at = node; at !== undefined; at = at.list.owner) chain.unshift(at);
  return chain;
}
