import type { ForEachStep } from '../definition/steps/for-each.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { Frame } from './frame.ts';

/** What one iteration put into the loop's value. */
export interface Element {
  readonly index: number;
  readonly value: unknown;
}

/** Works out what a forEach gives, as its iterations end: `collect` says what becomes of each. */
export interface Collection {
  /** An iteration completed; in item order where it folds. */
  add(index: number, frame: Frame, value: unknown): void;
  /** An iteration failed, and the loop goes on. */
  addFailure(index: number, failure: unknown): void;
  /** Takes what a partition's iterations gave, in item order where it folds; `frame` is the loop's. */
  merge(elements: readonly Element[], frame: Frame): void;
  /** In item order. */
  value(): unknown;
  /** What `value` is worked out from, as JSON. */
  state(): CollectionState;
}

export interface CollectionState {
  readonly elements: readonly Element[];
  readonly acc: unknown;
}

/** True when iterations must be added in item order. */
export function isFold({ collect }: ForEachStep): boolean {
  return typeof collect === 'object';
}

/** Where `collect` begins; `fold.from` is resolved once. */
export function emptyCollection(step: ForEachStep, frame: Frame): CollectionState {
  return { elements: [], acc: typeof step.collect === 'object' ? frame.resolve(step.collect.from) : null };
}

export function collectionOf(step: ForEachStep, state: CollectionState): Collection {
  return typeof step.collect === 'object' ? new Fold(step.collect.fold, state.acc) : new Elements(step.collect ?? 'all', state.elements);
}

class Fold implements Collection {
  readonly #fold: unknown;
  #acc: unknown;

  constructor(fold: unknown, acc: unknown) {
    this.#fold = fold;
    this.#acc = acc;
  }

  add(_index: number, frame: Frame): void {
    this.#acc = frame.with({ acc: this.#acc }).resolve(this.#fold);
  }

  addFailure(): void {
    // What failed has nothing to fold.
  }

  merge(elements: readonly Element[], frame: Frame): void {
    for (const { value } of elements) this.#acc = frame.with({ ...(value as object), acc: this.#acc }).resolve(this.#fold);
  }

  value(): unknown {
    return this.#acc;
  }

  state(): CollectionState {
    return { elements: [], acc: this.#acc };
  }
}

class Elements implements Collection {
  readonly #collect: string;
  readonly #elements: Element[];

  constructor(collect: string, elements: readonly Element[]) {
    if (collect !== 'all' && collect !== 'none' && collect !== 'errors' && !collect.includes('${'))
      throw new StepwrightError('InvalidValue', `collect: "${collect}" is none of all, none, errors and \${…}`, { class: 'validation' });
    this.#collect = collect;
    this.#elements = [...elements];
  }

  add(index: number, frame: Frame, value: unknown): void {
    if (this.#collect === 'none' || this.#collect === 'errors') return;
    this.#elements.push({ index, value: this.#collect === 'all' ? value : frame.resolve(this.#collect) });
  }

  addFailure(index: number, error: unknown): void {
    if (this.#collect !== 'none') this.#elements.push({ index, value: { index, error } });
  }

  merge(elements: readonly Element[]): void {
    // No spread: a call takes so many arguments and no more.
    for (const element of elements) this.#elements.push(element);
  }

  value(): unknown {
    if (this.#collect === 'none') return null;
    return this.#elements.toSorted((a, b) => a.index - b.index).map(({ value }) => value);
  }

  state(): CollectionState {
    return { elements: this.#elements, acc: null };
  }
}

/** In a partition: what a fold refers to in each iteration, for the run that folds. What is the same around the loop it has itself. */
export class FoldInputs implements Collection {
  readonly #roots: readonly string[];
  readonly #around: Frame;
  readonly #elements: Element[];

  constructor(roots: readonly string[], around: Frame, elements: readonly Element[]) {
    this.#roots = roots;
    this.#around = around;
    this.#elements = [...elements];
  }

  add(index: number, frame: Frame): void {
    const value: Record<string, unknown> = {};
    for (const root of this.#roots) {
      const known = this.#around.lookup(root);
      const own = frame.lookup(root)?.value;
      if (known === undefined || known.value !== own) value[root] = own ?? null;
    }
    this.#elements.push({ index, value });
  }

  addFailure(): void {
    // What failed has nothing to fold.
  }

  merge(): void {
    // Partitions have no partitions.
  }

  value(): unknown {
    return null;
  }

  state(): CollectionState {
    return { elements: this.#elements, acc: null };
  }
}
