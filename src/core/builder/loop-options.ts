import type { Failure } from '../errors/failure.ts';
import type { BodyValue } from './block-options.ts';
import type { Condition } from './expressions.ts';
import type { Ref, Reference, Resolved } from './reference.ts';
import type { BlockOptions, DurationValue } from './step-options.ts';

/** What an iteration gives its body: an item, or a list of them with `batchSize`. */
export type Item<T, S> = S extends number ? readonly Resolved<T>[] : Resolved<T>;

/** An iteration that has just ended, as the fields of its `forEach` see it. */
export interface Iteration<I, B> {
  readonly item: Ref<I>;
  readonly index: Ref<number>;
  /** Of the last step of the body. */
  readonly value: Ref<BodyValue<B>>;
}

/** What stands in the list for an iteration that failed, with `onError: 'continue'`. */
export interface FailedIteration {
  readonly index: number;
  readonly error: Failure;
}

/** What a `forEach` gives of its iterations: the value of each, nothing, or the errors. */
export type Collect = 'all' | 'none' | 'errors';

/** The value of a `forEach`; `E` is the type of an element. */
export type ForEachValue<E, C, F> = C extends 'none'
  ? null
  : readonly (C extends 'errors' ? FailedIteration : E | (F extends 'continue' ? FailedIteration : never))[];

interface ForEachBase<T, B, S, R, V, O extends boolean, W extends Condition | undefined> extends BlockOptions<R, V, O, W> {
  /** A list; what may be null is none: `fallback(items, [])`. */
  readonly items: Reference<readonly T[]> | readonly T[];
  /** @default "item" (`items` with batchSize); a forEach inside another needs its own */
  readonly as?: string;
  /** Keeps the index for loops inside, where `$index` is theirs. */
  readonly indexAs?: string;
  /** Items for each iteration. */
  readonly batchSize?: S;
  /** The body. Write it before the fields that see what it gives. */
  readonly steps: (item: Ref<Item<T, S>>, index: Ref<number>) => B;
  readonly parallel?: boolean;
  /** Calls at once. */
  readonly maxConcurrency?: number;
  readonly breakWhen?: Condition | ((iteration: Iteration<Item<T, S>, B>) => Condition);
  /** Items from which a parallel loop is split over child runs. @default 1000 */
  readonly partitionOver?: number;
}

export interface ForEachOptions<T, B, S, C, F, V, O extends boolean, W extends Condition | undefined> extends ForEachBase<
  T,
  B,
  S,
  ForEachValue<BodyValue<B>, C, F>,
  V,
  O,
  W
> {
  /** @default "all" */
  readonly collect?: C;
  /** @default "fail" */
  readonly onError?: F;
}

/** A `forEach` that makes something of each iteration. */
export interface MapOptions<T, B, S, E, F, V, O extends boolean, W extends Condition | undefined> extends ForEachBase<
  T,
  B,
  S,
  ForEachValue<Resolved<E>, 'all', F>,
  V,
  O,
  W
> {
  readonly collect: (iteration: Iteration<Item<T, S>, B>) => E;
  readonly onError?: F;
}

/** A `forEach` whose value is worked out item by item. */
export interface FoldOptions<T, B, S, A, V, O extends boolean, W extends Condition | undefined> extends ForEachBase<
  T,
  B,
  S,
  Resolved<A>,
  V,
  O,
  W
> {
  readonly collect: {
    /** What it begins with. */
    readonly from: A;
    readonly fold: (sum: Ref<Resolved<A>>, iteration: Iteration<Item<T, S>, B>) => Reference<Resolved<A>>;
  };
  readonly onError?: 'fail' | 'continue';
}

/** An iteration of a `while` or `until`, as its own fields see it. */
export interface Pass<B> {
  /** In the condition of a `while` that of the iteration to come. */
  readonly index: Ref<number>;
  /** Of the last step of the body. */
  readonly value: Ref<B>;
}

export interface LoopOptions<B, L, V, O extends boolean, W extends Condition | undefined> extends BlockOptions<L, V, O, W> {
  /** The body. Write it before the fields that see what it gives. */
  readonly steps: (index: Ref<number>) => B;
  readonly condition: Condition | ((pass: Pass<L>) => Condition);
  /** More fail with `IterationLimit`. */
  readonly maxIterations?: number;
  /** Between iterations. */
  readonly delay?: DurationValue;
  readonly breakWhen?: Condition | ((pass: Pass<BodyValue<B>>) => Condition);
  /** Keeps the index for loops inside, where `$index` is theirs. */
  readonly indexAs?: string;
}

/** A `while` may not run at all. */
export type WhileOptions<B, V, O extends boolean, W extends Condition | undefined> = LoopOptions<B, BodyValue<B> | null, V, O, W>;
export type UntilOptions<B, V, O extends boolean, W extends Condition | undefined> = LoopOptions<B, BodyValue<B>, V, O, W>;
