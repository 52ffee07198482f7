import { setMaxListeners } from 'node:events';

/** When something must stop. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #at: number;

  /** @param ms from now on */
  constructor(ms: number) {
    this.#at = performance.now() + ms;
    // Every call of a section listens to it.
    setMaxListeners(0, this.#controller.signal);
    this.stopIn(ms);
  }

  /** Aborted when it must. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds. */
  get left(): number {
    return this.signal.aborted ? 0 : this.#at - performance.now();
  }

  /** In so many milliseconds, unless the function that this gives is called before. */
  stopIn(ms: number): () => void {
    const timer = setTimeout(() => this.stop(), Math.min(ms, this.left));
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  /** Now. */
  stop(): void {
    this.#controller.abort();
  }

  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
