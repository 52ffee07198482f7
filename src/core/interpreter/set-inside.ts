import type { Step } from '../definition/step.ts';
import { settersOf } from '../graph/dependencies.ts';
import type { Frame } from './frame.ts';

type Values = Readonly<Record<string, unknown>>;

/** Which variables the steps inside each block set: the block's own entry keeps them, since what is inside may be folded. */
export class SetInside {
  readonly #names = new Map<Step, readonly string[]>();

  /** With the values they have now; undefined: there are none. */
  of(step: Step, frame: Frame): Values | undefined {
    const known = this.#names.get(step);
    const names = known ?? [...settersOf([step]).keys()];
    if (known === undefined) this.#names.set(step, names);
    return variablesAmong(names, frame);
  }
}

/** Those of the variables that are set where a frame sets them. */
export function variablesAmong(names: readonly string[], frame: Frame): Values | undefined {
  const variables = frame.ownVariables();
  const set = names.filter((name) => variables.has(name));
  return set.length === 0 ? undefined : Object.fromEntries(set.map((name) => [name, variables.get(name)]));
}
