import { StepwrightError } from '../errors/stepwright-error.ts';
import { checkTargetNames } from './check-names.ts';
import { STEP_TARGET } from './define-step.ts';
import type { TargetSpec } from './target.ts';

/**
 * Targets by name. Those named `step`, and those that bear the name of an open target before them, become one.
 * @throws StepwrightError `DuplicateName` when two targets or two actions have one name; also for names that are not allowed
 */
export function mergeTargets<T extends TargetSpec>(targets: readonly T[]): ReadonlyMap<string, T> {
  const merged = new Map<string, T>();
  for (const target of targets) {
    checkTargetNames(target);
    const before = merged.get(target.name);
    merged.set(target.name, before === undefined ? target : join(before, target));
  }
  return merged;
}

function join<T extends TargetSpec>(before: T, added: T): T {
  if (before.name !== STEP_TARGET && before.open !== true) {
    throw new StepwrightError('DuplicateName', `there are two targets "${added.name}"`, {
      class: 'validation',
      hint: 'rename yours; only "integration", "step" and "cpu" can be added to',
    });
  }
  const twice = Object.keys(added.actions).find((action) => Object.hasOwn(before.actions, action));
  if (twice !== undefined) {
    throw new StepwrightError('DuplicateName', `target "${added.name}" has two actions "${twice}"`, {
      class: 'validation',
      hint: 'rename or remove one of them',
    });
  }
  return { ...before, actions: { ...before.actions, ...added.actions } };
}
