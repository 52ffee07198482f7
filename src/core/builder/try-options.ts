import type { Failure } from '../errors/failure.ts';
import type { Body, BodyValue } from './block-options.ts';
import type { Condition } from './expressions.ts';
import type { Ref } from './reference.ts';
import type { BlockOptions, Retry } from './step-options.ts';

export interface CatchOptions {
  /** Classes or codes, `*` inside. */
  readonly errors?: readonly string[];
  readonly when?: Condition | ((error: Ref<Failure>) => Condition);
  /** A name for the error that a try inside the catch does not hide, as `$error` is hidden. */
  readonly as?: string;
  readonly steps: (error: Ref<Failure>) => unknown;
}

/** The value of a `try`: of its steps, or of the catch that ran. `C` is all there can be where there is none. */
export type TryValue<T, C extends readonly CatchOptions[]> =
  | BodyValue<T>
  | (readonly CatchOptions[] extends C ? never : BodyValue<ReturnType<C[number]['steps']>>);

export interface TryOptions<
  T,
  C extends readonly CatchOptions[],
  V,
  O extends boolean,
  W extends Condition | undefined,
> extends BlockOptions<TryValue<T, C>, V, O, W> {
  readonly steps: Body<T>;
  /** Of the whole list, afresh. */
  readonly retry?: Retry;
  /** The first that fits takes the error. */
  readonly catch?: C;
  readonly finally?: Body<unknown>;
}
