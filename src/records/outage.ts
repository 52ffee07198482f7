/**
 * A store that may be away. What only helps a call (a cache, a circuit breaker) must not fail it: a question then has no answer,
 * and somebody is told once for each time the store is away.
 */
export class Outage {
  readonly #tell: (error: unknown) => void;
  #away = false;

  constructor(tell: (error: unknown) => void) {
    this.#tell = tell;
  }

  async ask<T>(question: () => Promise<T>): Promise<{ readonly answer: T } | undefined> {
    try {
      const answer = await question();
      this.#away = false;
      return { answer };
    } catch (error) {
      if (!this.#away) this.#tell(error);
      this.#away = true;
      return undefined;
    }
  }
}
