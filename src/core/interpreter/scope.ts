/**
 * A cancellation domain: the steps that are cancelled together. An explicit token, because the sandbox has no
 * AbortSignal and ambient state would hide who cancels whom. Listeners are called synchronously, in order of registration.
 */
export class Scope {
  #reason: CancelReason | undefined;
  readonly #listeners = new Set<(reason: CancelReason) => void>();
  #unlink: () => void = () => undefined;

  private constructor(parent: Scope | undefined) {
    // A parent that is cancelled already calls back at once, before there is anything to unlink.
    if (parent !== undefined) this.#unlink = parent.onCancel((reason) => this.cancel(reason));
  }

  static root(): Scope {
    return new Scope(undefined);
  }

  /** A scope that is cancelled with this one, or alone. Call `end` when its work is done. */
  child(): Scope {
    return new Scope(this);
  }

  get cancelled(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): CancelReason | undefined {
    return this.#reason;
  }

  cancel(reason: CancelReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#unlink();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener(reason);
  }

  /** Calls back once on cancellation, at once if it has happened; returns the way to stop listening. */
  onCancel(listener: (reason: CancelReason) => void): () => void {
    if (this.#reason !== undefined) {
      listener(this.#reason);
      return () => undefined;
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets the parent, so that finished work leaves nothing behind. */
  end(): void {
    this.#unlink();
    this.#listeners.clear();
  }
}

/** Why a scope was cancelled: by a person, by its own time limit, since nothing needs it any more, or by a `return`. */
export type CancelReason = 'cancelled' | 'timeout' | 'superseded' | 'returned';
