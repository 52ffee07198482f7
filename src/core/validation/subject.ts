import type { Outline, Place, StepNode } from '../definition/outline.ts';
import type { StaticReference } from '../expression/static-reference.ts';
import type { TargetSpec } from '../target/target.ts';
import { short, type Finding } from './finding.ts';
import type { TypeOf } from './types.ts';

/** A reference where it stands. */
export interface PlacedReference {
  readonly place: Place;
  readonly reference: StaticReference;
}

/** What the checks look at. The definition may be malformed anywhere. */
export interface Subject {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly outline: Outline;
  /** Every name that can be the root of a reference. */
  readonly names: ReadonlySet<string>;
  /** The first step of each id. */
  readonly stepsById: ReadonlyMap<string, StepNode>;
  readonly references: readonly PlacedReference[];
  readonly targets: ReadonlyMap<string, TargetSpec>;
  /** What is known of values before a run. */
  readonly typeOf: TypeOf;
}

export type Check = (subject: Subject) => readonly Finding[];

/** How a step is called in messages. */
export function stepLabel({ id, pointer }: StepNode): string {
  return id === undefined ? `the step at ${pointer}` : `step "${short(id)}"`;
}

/** Pointers of the values with references in each step. */
export function dynamicByStep({ references }: Subject): ReadonlyMap<StepNode, readonly string[]> {
  const found = new Map<StepNode, string[]>();
  for (const { place } of references) {
    if (place.owner === undefined) continue;
    const known = found.get(place.owner);
    if (known === undefined) found.set(place.owner, [place.pointer]);
    else known.push(place.pointer);
  }
  return found;
}
