import type { Registry } from '../../src/core/target/registry.ts';
import type { AnyAction } from '../../src/core/target/target.ts';
import type { ActionDeps } from '../policies/run-action.ts';
import type { SecretProvider } from '../policies/secrets/provider.ts';

/** An action, and what its attempts need of the worker. */
export interface Callable {
  readonly action: AnyAction;
  readonly deps: ActionDeps;
}

/** Everything that a worker can call, by `target.action`. */
export type Callables = ReadonlyMap<string, Callable>;

interface Parts {
  /** By activity type: params of these are data and name no secrets. */
  readonly internal: Readonly<Record<string, AnyAction>>;
  readonly deps: ActionDeps;
  readonly secrets: readonly SecretProvider[];
}

export function callablesOf({ targets }: Registry, { internal, deps, secrets }: Parts): Callables {
  const callables = new Map<string, Callable>();
  for (const [type, action] of Object.entries(internal)) callables.set(type, { action, deps });
  for (const { name, actions } of targets) {
    for (const [action, spec] of Object.entries(actions)) callables.set(`${name}.${action}`, { action: spec, deps: { ...deps, secrets } });
  }
  return callables;
}
