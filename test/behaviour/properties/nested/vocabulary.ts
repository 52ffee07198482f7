import type { Step } from '../../../../src/core/definition/step.ts';
import type { SentEvent } from './model/world.ts';
import type { Dice, Shape } from './shapes.ts';

/** What a step that is being made may refer to. */
export interface Scope {
  /** Ids of steps that have run by then. */
  readonly steps: readonly string[];
  /** Loop and catch variables, with a field where they need one. */
  readonly locals: readonly string[];
  /** Variables that steps set; grows. */
  readonly variables: string[];
  /** Events that are sent to the run, each to one step; grows. */
  readonly events: SentEvent[];
  /** What the names of variables set here begin with. */
  readonly owner: string;
  /** What durations differ by in the iterations of parallel loops around. */
  readonly spread: readonly string[];
  /** `$index` is known. */
  readonly loop: boolean;
  /** Inside a `finally`: no return, and nothing to roll back. */
  readonly last: boolean;
  make(shapes: readonly Shape[], scope: Scope): Made;
}

/** A list of steps, and the ids that what follows sees. */
export interface Made {
  readonly steps: readonly Step[];
  readonly seen: readonly string[];
}

/** Milliseconds: long and odd, so that two things hardly ever fall together; others in each parallel iteration. */
export function duration(dice: Dice, { spread }: Scope): number | string {
  const length = 1000 + dice.below(99_991);
  return spread.length === 0 ? length : `\${ ${[...spread, length].join(' + ')} }`;
}

/** Something to give or to set: a text, a reference, or references inside a list or an object. */
export function value(dice: Dice, scope: Scope, otherwise: string): unknown {
  switch (dice.below(5)) {
    case 1:
    case 2:
      return reference(dice, scope) ?? otherwise;
    case 3:
      return [reference(dice, scope) ?? 1, reference(dice, scope) ?? null];
    case 4:
      return { k: reference(dice, scope) ?? otherwise };
    default:
      return otherwise;
  }
}

export function expression(dice: Dice, scope: Scope): string {
  return `\${ ${reference(dice, scope) ?? 'null'} }`;
}

function reference(dice: Dice, { steps, locals, variables }: Scope): string | undefined {
  const [first, ...rest] = [...locals, ...steps, ...variables].toReversed();
  return first === undefined ? undefined : `$${dice.pick([first, ...rest])}`;
}

/** Holds in about half of all cases. */
export function condition(dice: Dice, scope: Scope): string {
  const known = reference(dice, scope);
  const choices = [known === undefined ? 'true' : `${known} != null`, known === undefined ? 'false' : `${known} == null`];
  const about = scope.loop ? [`$index < ${1 + dice.below(2)}`, `$index == ${dice.below(3)}`] : [];
  return dice.pick(['false', 'true', ...choices, ...about]);
}
