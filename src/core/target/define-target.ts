import { checkTargetNames } from './check-names.ts';
import type { AnyAction, Target } from './target.ts';

/** A target that still knows its name and the types of its actions. */
export interface DefinedTarget<N extends string, A extends Readonly<Record<string, AnyAction>>> extends Target {
  readonly name: N;
  readonly actions: A;
}

export interface TargetDefinition<A extends Readonly<Record<string, AnyAction>>> {
  readonly description?: string;
  /** By name: a definition calls them with `target` and `action`. */
  readonly actions: A;
}

/**
 * A target of your own, to be given to `connect({ targets })` or exported by a file for `--targets`. The name `integration`
 * adds actions to the built-in target of that name.
 * @throws StepwrightError `InvalidValue` or `ReservedName` for a name that no target or action may have
 */
export function defineTarget<const N extends string, A extends Readonly<Record<string, AnyAction>>>(
  name: N,
  definition: TargetDefinition<A>,
): DefinedTarget<N, A> {
  const target = { name, ...definition };
  checkTargetNames(target);
  return target;
}
