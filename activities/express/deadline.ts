import { setMaxListeners } from 'node:events';

/** When something must stop. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #at: number;

  /** @param ms from now on */
  constructor(ms: number) {
    // Every call of a section listens.
    setMaxListeners(0, this.signal);
    this.#at = performance.now() + ms;
    this.#timer = setTimeout(() => this.stop(), ms);
  }

  /** Aborted when it must. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds. */
  get left(): number {
    return this.signal.aborted ? 0 : this.#at - performance.now();
  }

  /** Now. */
  stop(): void {
    this.#controller.abort();
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
