import { definitionHash } from '../files/definition-hash.ts';

/** Most programs start few definitions, very often. */
const MOST = 500;

/** Remembers by what they say which definitions were found valid: to validate one takes longer than the rest of a start. */
export class ValidDefinitions {
  readonly #known = new Set<string>();

  /**
   * Gives what was found valid without looking at it again.
   *
   * @param inputNames that its input is known to have
   * @param validate throws when it is not valid
   */
  check<T>(definition: T, inputNames: readonly string[], validate: () => T): T {
    const key = keyOf(definition, inputNames);
    if (key !== undefined && this.#known.has(key)) return definition;
    const valid = validate();
    if (key === undefined) return valid;
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.add(key);
    return valid;
  }
}

/** Undefined: JSON can't carry it, so it is not valid. */
function keyOf(definition: unknown, inputNames: readonly string[]): string | undefined {
  try {
    return definitionHash({ definition, inputNames: inputNames.toSorted() });
  } catch {
    return undefined;
  }
}
