import { Stop } from '../policies/stop.ts';

/** When something must stop. */
export class Deadline {
  /** Aborted when it must. */
  readonly over = new Stop();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #at: number;

  /** @param ms from now on */
  constructor(ms: number) {
    this.#at = performance.now() + ms;
    this.stopIn(ms);
  }

  /** Milliseconds. */
  get left(): number {
    return this.over.aborted ? 0 : this.#at - performance.now();
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
    this.over.abort();
  }

  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
