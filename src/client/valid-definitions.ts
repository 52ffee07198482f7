/** Most programs start few definitions, very often. */
const MOST = 500;

/** Remembers by what they say which definitions were found valid: to validate one takes longer than the rest of a start. */
export class ValidDefinitions {
  readonly #known = new Set<string>();

  /**
   * Looks at a definition unless it was found valid before.
   *
   * @param hash of what it says; undefined: JSON can't carry it, so it is not valid
   * @param inputNames that its input is known to have
   * @param validate throws when it is not valid
   */
  check(hash: string | undefined, inputNames: readonly string[], validate: () => void): void {
    const key = hash === undefined ? undefined : JSON.stringify([hash, ...inputNames.toSorted()]);
    if (key !== undefined && this.#known.has(key)) return;
    validate();
    if (key === undefined) return;
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.add(key);
  }
}
