import { freeName, nameFrom } from '../definition/name-from.ts';
import { findCycles } from '../graph/cycles.ts';
import { nearest } from '../errors/nearest.ts';
import { didYouMean, listed } from '../validation/finding.ts';
import type { Translation } from './translation.ts';

/** A step as its source calls it. */
export interface SourceStep {
  /** Its id or name, by which others depend on it. */
  readonly called: string;
  readonly pointer: string;
}

/** The ids that the steps of a source get here, and what depends on what. */
export class StepNames {
  readonly #translation: Translation;
  readonly #taken: Set<string>;
  readonly #ids = new Map<string, string>();
  readonly #ambiguous = new Set<string>();

  /** `reserved`: names that no step may have. */
  constructor(translation: Translation, reserved: readonly string[] = []) {
    this.#translation = translation;
    this.#taken = new Set(reserved);
  }

  /** The id of a step: what it is called where the language allows that, else the nearest to it that is free. `unique`: no other may be called so. */
  add({ called, pointer, unique }: SourceStep & { readonly unique: boolean }): string {
    if (this.#ids.has(called)) {
      this.#ambiguous.add(called);
      if (unique) this.#translation.refuse({ code: 'DuplicateStep', pointer, message: `two steps have the id "${called}"` });
    }
    const id = this.reserve(called);
    if (id !== called) this.#translation.note(pointer, `the step "${called}" has the id "${id}" here`);
    if (!this.#ids.has(called)) this.#ids.set(called, id);
    return id;
  }

  /** An id for a step that nothing can depend on. */
  reserve(wanted: string): string {
    const id = freeName(nameFrom(wanted, 'step'), this.#taken);
    this.#taken.add(id);
    return id;
  }

  /** The id of the step that is called so. */
  idOf(called: string): string | undefined {
    return this.#ids.get(called);
  }

  /** The ids a step depends on; those there are not, and those that could be two steps, are refused. */
  dependencies({ called, pointer, dependencies }: SourceStep & { readonly dependencies: readonly string[] }): readonly string[] {
    return [...new Set(dependencies)].flatMap((dependency, i) => {
      const at = `${pointer}/dependencies/${i}`;
      const id = this.#ids.get(dependency);
      if (id === undefined) {
        this.#translation.refuse({
          code: 'UnknownDependency',
          pointer: at,
          message: `step "${called}" depends on "${dependency}": no such step`,
          hint: didYouMean(nearest(dependency, this.#ids.keys())) ?? `there are: ${listed(this.#ids.keys())}`,
        });
        return [];
      }
      if (this.#ambiguous.has(dependency)) {
        const message = `step "${called}" depends on "${dependency}", and two steps are called so`;
        this.#translation.refuse({ code: 'DuplicateName', pointer: at, message, hint: 'give each a name of its own' });
      }
      return [id];
    });
  }
}

/** Refuses steps that wait for each other. */
export function refuseCycles(
  dependencies: ReadonlyMap<string, readonly string[]>,
  pointerOf: (id: string) => string,
  translation: Translation,
): void {
  const graph = new Map([...dependencies].map(([id, ids]) => [id, new Set(ids)]));
  for (const cycle of findCycles(graph)) {
    const [first = ''] = cycle;
    translation.refuse({
      code: 'DependencyCycle',
      pointer: `${pointerOf(first)}/dependencies`,
      message: `steps wait for each other: ${[...cycle, first].join(' → ')}`,
      hint: 'break the circle at one of them',
    });
  }
}
