import type { ErrorClass } from '../errors/error-class.ts';
import type { Condition } from './expressions.ts';
import type { Described, SchemaSource } from './json-schema-of.ts';
import type { Reference, Refs } from './reference.ts';
import type { BlockOptions, DurationValue, StepOptions } from './step-options.ts';

/** Adds the steps of a list. What it returns is what the list gives: its last step, or nothing when nobody reads it. */
export type Body<B> = () => B;

/** The type of what a list gives. */
export type BodyValue<B> = B extends Reference<infer T> ? T : unknown;

/** Without `else` the value may be null. */
export type IfValue<T, E> = BodyValue<T> | ([E] extends [undefined] ? null : BodyValue<E>);

export interface IfOptions<T, E, V, O extends boolean, W extends Condition | undefined> extends BlockOptions<IfValue<T, E>, V, O, W> {
  readonly condition: Condition;
  readonly then: Body<T>;
  readonly else?: Body<E>;
}

export interface SwitchOptions<T, E, V, O extends boolean, W extends Condition | undefined> extends BlockOptions<IfValue<T, E>, V, O, W> {
  /** The first whose `when` holds. */
  readonly cases: readonly { readonly when: Condition; readonly steps: Body<T> }[];
  readonly default?: Body<E>;
}

export interface SetOptions<T, V, O extends boolean, W extends Condition | undefined> extends StepOptions<T, V, O, W> {
  /** By name of the variable; `assign` checks the type of one made with `variable`. */
  readonly values: T;
}

export interface ValidateOptions<S extends SchemaSource, V, O extends boolean, W extends Condition | undefined> extends StepOptions<
  Described<S>,
  V,
  O,
  W
> {
  readonly data: unknown;
  readonly schema: S;
}

/** Exactly one of `for` and `until`. */
export type WaitOptions<O extends boolean, W extends Condition | undefined> = StepOptions<null, Reference<null>, O, W> &
  ({ readonly for: DurationValue; readonly until?: never } | { readonly until: string | Reference<string>; readonly for?: never });

export interface FailOptions<W extends Condition | undefined> extends StepOptions<never, Reference<never>, false, W> {
  readonly error:
    | Refs<string>
    | { readonly code?: string; readonly message: Refs<string>; readonly class?: ErrorClass; readonly details?: unknown };
}

export interface ReturnOptions<W extends Condition | undefined> extends StepOptions<never, Reference<never>, false, W> {
  readonly value?: unknown;
}
