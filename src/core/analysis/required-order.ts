import { outlineOfSteps } from '../definition/outline.ts';
import { kindOf, type Step, type StepKind } from '../definition/step.ts';
import { dependenciesOf, settersOf } from '../graph/dependencies.ts';

/** A variable that is read before a later step sets it. */
export interface EarlyRead {
  readonly reader: string;
  readonly setter: string;
}

/** What the order of a sequence is needed for. */
export interface RequiredOrder {
  /** By step id: earlier steps of the list that must be done before it, in order of declaration. What follows from others may be left out. */
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
  readonly earlyReads: readonly EarlyRead[];
}

/**
 * Kinds with a meaning for all that comes before and after them: they end the run, refuse to go on, let time pass, wait for the
 * outside, or run steps that nobody knows yet.
 */
const BARRIERS: ReadonlySet<StepKind> = new Set(['return', 'fail', 'validate', 'wait', 'event', 'approval', 'checkpoint', 'generate']);

/**
 * Which steps of a sequence must stay in order, so that another order gives the same: a step after those it refers to or names in
 * `dependsOn`; a variable's reader after the steps that set it before and before those that set it later; the steps that set one
 * variable among each other; everything before and after a barrier. `names` are those of the definition.
 */
export function requiredOrder(steps: readonly Step[], names: ReadonlySet<string>): RequiredOrder {
  const places = new Map(steps.map(({ id }, i) => [id, i]));
  const placeOf = (id: string) => places.get(id) ?? -1;
  const needs = new Map(steps.map(({ id }) => [id, new Set<string>()]));
  const earlyReads: EarlyRead[] = [];
  for (const [id, found] of dependenciesOf(steps, names)) {
    for (const need of found) {
      if (placeOf(need) < placeOf(id)) needs.get(id)?.add(need);
      else {
        // In a valid sequence only a variable leads forwards: what is set later must not be seen yet.
        needs.get(need)?.add(id);
        earlyReads.push({ reader: id, setter: need });
      }
    }
  }
  for (const setters of settersOf(steps).values()) {
    const chain = [...setters];
    for (const [i, setter] of chain.entries()) {
      const before = chain[i - 1];
      if (before !== undefined) needs.get(setter)?.add(before);
    }
  }
  addBarriers(steps, needs, placeOf);
  return { needs: sorted(needs, placeOf), earlyReads };
}

/** A barrier waits for the last steps before it, the others for the barrier before them, unless that follows already. */
function addBarriers(steps: readonly Step[], needs: ReadonlyMap<string, Set<string>>, placeOf: (id: string) => number): void {
  let barrier = -1;
  /** Steps since the barrier that no other step since then needs. */
  let last = new Set<string>();
  for (const [i, step] of steps.entries()) {
    const own = needs.get(step.id) ?? new Set();
    const isBarrier = hasBarrier(step);
    if (isBarrier) for (const id of last) own.add(id);
    const before = steps[barrier];
    if (before !== undefined && ![...own].some((id) => placeOf(id) >= barrier)) own.add(before.id);
    for (const id of own) last.delete(id);
    last.add(step.id);
    if (isBarrier) {
      barrier = i;
      last = new Set();
    }
  }
}

function hasBarrier(step: Step): boolean {
  return BARRIERS.has(kindOf(step)) || outlineOfSteps([step]).steps.some(({ kind }) => kind !== undefined && BARRIERS.has(kind));
}

function sorted(
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  placeOf: (id: string) => number,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map([...needs].map(([id, ids]) => [id, new Set([...ids].sort((a, b) => placeOf(a) - placeOf(b)))]));
}
