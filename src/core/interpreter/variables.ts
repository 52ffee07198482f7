type Values = Readonly<Record<string, unknown>>;

/** The variables of a run, and those of its branches and parallel iterations, which nobody else sees. */
export class Variables {
  readonly ofRun: Map<string, unknown>;
  readonly #local: Map<string, Map<string, unknown>>;

  constructor(ofRun: Values = {}, local: Readonly<Record<string, Values>> = {}) {
    this.ofRun = new Map(Object.entries(ofRun));
    this.#local = new Map(Object.entries(local).map(([path, values]) => [path, new Map(Object.entries(values))]));
  }

  /** Of the branch or iteration with this path; made when first asked for. */
  of(path: string): Map<string, unknown> {
    const known = this.#local.get(path) ?? new Map<string, unknown>();
    this.#local.set(path, known);
    return known;
  }

  forget(path: string): void {
    this.#local.delete(path);
  }

  /** As JSON. */
  state(): { readonly variables: Values; readonly local: Readonly<Record<string, Values>> } {
    return {
      variables: Object.fromEntries(this.ofRun),
      local: Object.fromEntries([...this.#local].map(([path, values]) => [path, Object.fromEntries(values)])),
    };
  }
}
