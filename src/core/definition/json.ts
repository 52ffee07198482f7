/** A value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A map of names to values that may hold references and expressions. */
export type Mapping = Readonly<Record<string, unknown>>;

/** JSON Schema draft 2020-12; checked with `$ref`s inside the document only. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** Milliseconds as a number, or text: `30s`, `1h30m`, `2d`, `PT30S`. */
export type Duration = number | string;
