import type { ForEachStep } from '../definition/steps/for-each.ts';
import { collectionOf, isFold, type Collection, type CollectionState } from './collection.ts';
import type { Frame } from './frame.ts';
import { runList } from './list.ts';
import { bodyOf } from './loop.ts';
import { below, completed, type StepPlace, type StepValue } from './run-context.ts';
import { spawn } from './spawn.ts';

type Place = StepPlace<ForEachStep>;

/** How far a forEach has come, as a fresh history finds it. */
export interface ItemsCursor {
  /** Index of the first of `elements`. */
  readonly from: number;
  /** Items, or batches of them: all in parallel, else those that are left. */
  readonly elements: readonly unknown[];
  readonly collected: CollectionState;
  /** Indexes of iterations that have ended (parallel). */
  readonly ended: readonly number[];
}

interface Ended {
  readonly index: number;
  readonly frame: Frame;
  readonly value: StepValue;
}

/** One iteration after the other. It is its own cursor, so that what is left is only written down for a fresh history. */
export class SequentialItems {
  readonly #at: Place;
  readonly #begin: ItemsCursor;
  readonly #collection: Collection;
  #done = 0;

  constructor(at: Place, begin: ItemsCursor) {
    this.#at = at;
    this.#begin = begin;
    this.#collection = collectionOf(at.step, begin.collected);
    at.run.keep(at.path, this);
  }

  toJSON(): ItemsCursor {
    const { from, elements } = this.#begin;
    return { from: from + this.#done, elements: elements.slice(this.#done), collected: this.#collection.state(), ended: [] };
  }

  async run(): Promise<StepValue> {
    const { run, step } = this.#at;
    let last: Frame | undefined;
    for (const [offset, item] of this.#begin.elements.entries()) {
      const index = this.#begin.from + offset;
      const frame = iterationFrame(this.#at, index, item);
      const value = await iterate(this.#at, frame);
      if (value.status === 'cancelled' || run.returnedFrom(this.#at.scope)) return value;
      if (value.status === 'failed' && step.onError !== 'continue') return value;
      take(this.#collection, { index, frame, value });
      this.#done += 1;
      if (last !== undefined) run.journal.fold(last.body);
      last = frame;
      if (breaks(step, frame)) break;
      run.handOver.look();
    }
    return { ...completed(this.#collection.value()), ...(last === undefined ? {} : { inner: this.#at.frame.inside(last.body) }) };
  }
}

/** All iterations side by side; `maxConcurrency` limits their calls. It is its own cursor, too. */
export class ParallelItems {
  readonly #at: Place;
  readonly #begin: ItemsCursor;
  readonly #collection: Collection;
  readonly #ended: Set<number>;
  /** Iterations that wait for their turn in a fold. */
  readonly #waiting = new Map<number, Ended>();
  /** The next turn. */
  #next: number;
  #failed: StepValue | undefined;
  #broken = false;
  /** A `return` in one of the iterations ended the run; one elsewhere cancels the loop. */
  #holdsReturn = false;

  constructor(at: Place, begin: ItemsCursor, collection = collectionOf(at.step, begin.collected)) {
    const { maxConcurrency } = at.step;
    const slots = maxConcurrency === undefined ? at.slots : [at.run.limit(maxConcurrency), ...at.slots];
    // A scope of its own: what is decided cancels what runs in it, nothing else.
    this.#at = { ...at, scope: at.scope.child(), slots };
    this.#begin = begin;
    this.#collection = collection;
    this.#ended = new Set(begin.ended);
    this.#next = begin.from + begin.ended.length;
    at.run.keep(at.path, this);
  }

  toJSON(): ItemsCursor {
    return { ...this.#begin, collected: this.#collection.state(), ended: [...this.#ended] };
  }

  async run(): Promise<StepValue> {
    const { scope } = this.#at;
    const { from, elements } = this.#begin;
    const running: Promise<void>[] = [];
    for (const [offset, item] of elements.entries()) {
      if (scope.cancelled) break;
      if (!this.#ended.has(from + offset)) running.push(this.#one(from + offset, item));
    }
    await Promise.all(running);
    const cancelled = scope.cancelled && !this.#broken;
    scope.end();
    if (this.#failed !== undefined) return this.#failed;
    if (this.#holdsReturn && !this.#broken) return completed(null);
    if (cancelled) return { status: 'cancelled' };
    for (const ended of [...this.#waiting.values()].toSorted((a, b) => a.index - b.index)) this.#take(ended);
    return completed(this.#collection.value());
  }

  /** A `return` has ended all this. */
  get #over(): boolean {
    return this.#at.run.returnedFrom(this.#at.scope);
  }

  /** `breakWhen` held. */
  get broken(): boolean {
    return this.#broken;
  }

  async #one(index: number, item: unknown): Promise<void> {
    const frame = iterationFrame(this.#at, index, item).apart(bodyOf(this.#at.path, index));
    const value = await spawn(() => iterate(this.#at, frame));
    if (value.status === 'completed' && this.#over) this.#holdsReturn = true;
    if (value.status === 'cancelled' || this.#over || this.#failed !== undefined) return;
    const outcome = await spawn(async () => {
      this.#end({ index, frame, value });
      return completed(null);
    });
    if (outcome.status === 'failed') this.#decide(outcome);
  }

  /** An iteration that ends after the break counts all the same. */
  #end(ended: Ended): void {
    const { step } = this.#at;
    if (ended.value.status === 'failed' && step.onError !== 'continue') {
      this.#decide(ended.value);
      return;
    }
    const breaking = breaks(step, ended.frame);
    if (isFold(step)) this.#inOrder(ended);
    else this.#take(ended);
    if (breaking) this.#decide(undefined);
  }

  #inOrder(ended: Ended): void {
    this.#waiting.set(ended.index, ended);
    for (let next = this.#waiting.get(this.#next); next !== undefined; next = this.#waiting.get(this.#next)) {
      this.#take(next);
      this.#next += 1;
    }
  }

  #take(ended: Ended): void {
    const { run } = this.#at;
    this.#waiting.delete(ended.index);
    this.#ended.add(ended.index);
    take(this.#collection, ended);
    run.journal.fold(ended.frame.body);
    run.forgetVariables(ended.frame.body);
  }

  #decide(failed: StepValue | undefined): void {
    if (this.#failed !== undefined || this.#broken) return;
    this.#failed = failed;
    this.#broken = failed === undefined;
    this.#at.run.handOver.decided(this.#at.path);
    this.#at.scope.cancel('superseded');
  }
}

/** The variables of an iteration, and a body for its steps. */
function iterationFrame({ frame, path, step }: Place, index: number, item: unknown): Frame {
  const { as = step.batchSize === undefined ? 'item' : 'items', indexAs } = step;
  return frame.inside(bodyOf(path, index), { [as]: item, index, ...(indexAs === undefined ? {} : { [indexAs]: index }) });
}

function iterate(at: Place, frame: Frame): Promise<StepValue> {
  return runList(below(at, { frame, prefix: frame.body }), at.step.steps);
}

function take(collection: Collection, { index, frame, value }: Ended): void {
  if (value.status === 'failed') collection.addFailure(index, value.failure);
  else if (value.status === 'completed') collection.add(index, frame, value.value);
}

function breaks({ breakWhen }: ForEachStep, frame: Frame): boolean {
  return breakWhen !== undefined && frame.condition(breakWhen);
}
