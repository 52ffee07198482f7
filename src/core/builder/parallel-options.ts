import type { Body, BodyValue } from './block-options.ts';
import type { Condition } from './expressions.ts';
import type { Ref, Resolved } from './reference.ts';
import type { BlockOptions } from './step-options.ts';

export type Branches = Readonly<Record<string, Body<unknown>>>;

export type Join = 'all' | 'any' | 'race' | { readonly atLeast: number };

/** The values of the branches; those that were cancelled have none. */
export type Collected<B extends Branches, J> = {
  readonly [Name in keyof B]: BodyValue<ReturnType<B[Name]>> | (J extends 'all' ? never : null);
};

type First<B extends Branches> = {
  readonly [Name in keyof B]: { readonly branch: Name; readonly value: BodyValue<ReturnType<B[Name]>> };
}[keyof B];

type Merged<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer All) => void ? All : never;

type Default<J> = J extends 'any' | 'race' ? 'first' : 'collect';

/** The value of a `parallel`. `A` is all there can be where no aggregate is given. */
export type ParallelValue<B extends Branches, J, A> = ['collect' | 'first'] extends [A]
  ? Aggregated<B, J, Default<J>>
  : Aggregated<B, J, A>;

type Aggregated<B extends Branches, J, A> = A extends (...args: never[]) => infer R
  ? Resolved<R>
  : A extends 'merge'
    ? Merged<BodyValue<ReturnType<B[keyof B]>>>
    : A extends 'first'
      ? First<B>
      : Collected<B, J>;

export interface ParallelOptions<B extends Branches, J, A, V, O extends boolean, W extends Condition | undefined> extends BlockOptions<
  ParallelValue<B, J, A>,
  V,
  O,
  W
> {
  readonly branches: B;
  /** @default "all" */
  readonly join?: J;
  /** Calls at once in all branches. */
  readonly maxConcurrency?: number;
  /** @default "collect" ("first" with join any or race) */
  readonly aggregate?: A;
}

/** What a `parallel` makes of the values of its branches. */
export type Aggregate<B extends Branches, J> = 'collect' | 'merge' | 'first' | ((values: Ref<Collected<B, J>>) => unknown);
