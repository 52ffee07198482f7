import type { JsonSchema } from '../definition/json.ts';

/** A name's value. */
export interface Binding {
  /** Undefined: declared, but without a value; it, and everything below it, is null. */
  readonly value: unknown;
  /** Schema of an input key: an absent property it declares is null, and so is everything below it. */
  readonly schema?: JsonSchema;
}

/** What the references of a text or an expression are looked up in. */
export interface Environment {
  lookup(root: string): Binding | undefined;
  /** Every visible name, for messages. */
  names(): readonly string[];
}
