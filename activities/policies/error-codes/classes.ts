import type { ErrorClass } from '../../../src/core/errors/error-class.ts';

export type Classes = Readonly<Record<string, ErrorClass>>;

/** A table from one list of words for each class. */
export function classes(words: Readonly<Partial<Record<ErrorClass, string>>>): Classes {
  return Object.fromEntries(
    Object.entries(words).flatMap(([errorClass, list]) => list.split(/\s+/).map((word) => [word, errorClass as ErrorClass] as const)),
  );
}

/** Words come from errors: `constructor` is no word of ours. */
export function lookUp(table: Classes, word: string): ErrorClass | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
