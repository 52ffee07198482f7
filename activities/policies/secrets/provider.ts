/** Where secrets come from. */
export interface SecretProvider {
  /** As it is named to people who look for a secret: where it would have to be. */
  place(name: string): string;
  /** Undefined: this provider does not know it. `name` is a word: no path, no part of one. */
  get(name: string): Promise<string | undefined>;
}
