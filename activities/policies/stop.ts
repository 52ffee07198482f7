/** Does what an AbortController does, for very many short pieces of work: its signal, which takes long to make, is there for who asks. */
export class Stop {
  readonly #listeners = new Set<() => void>();
  #aborted = false;
  #reason: unknown;
  #controller: AbortController | undefined;

  /** One that is aborted with a signal. */
  static following(signal: AbortSignal): Stop {
    const stop = new Stop();
    const follow = (): void => stop.abort(signal.reason);
    if (signal.aborted) follow();
    else signal.addEventListener('abort', follow, { once: true });
    return stop;
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  abort(reason?: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  /** Calls back once, at once if it is aborted; gives the way to stop listening. */
  onAbort(listener: () => void): () => void {
    if (this.#aborted) {
      listener();
      return () => undefined;
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
