import { mergeTargets } from './merge-targets.ts';
import type { AnyAction, Target } from './target.ts';

/** The targets a worker has, by name. */
export interface Registry {
  readonly targets: readonly Target[];
  target(name: string): Target | undefined;
  action(target: string, action: string): AnyAction | undefined;
}

/**
 * A registry of built-in targets and your own.
 * @throws StepwrightError `DuplicateName`, `ReservedName` or `InvalidValue` as `mergeTargets` does
 */
export function createRegistry(targets: readonly Target[]): Registry {
  const byName = mergeTargets(targets);
  return {
    targets: [...byName.values()],
    target: (name) => byName.get(name),
    action(target, action) {
      const actions = byName.get(target)?.actions;
      return actions !== undefined && Object.hasOwn(actions, action) ? actions[action] : undefined;
    },
  };
}
