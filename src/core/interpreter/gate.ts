import type { Scope } from './scope.ts';

/** Lets steps start while open, holds them while closed. Opening lets them go in the order in which they came. */
export class Gate {
  #closed = false;
  readonly #waiting = new Set<() => void>();
  readonly #watchers = new Set<() => void>();

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.#tell();
  }

  open(): void {
    this.#closed = false;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const go of waiting) go();
    this.#tell();
  }

  /** Calls back whenever it was closed or opened; returns the way to stop. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }

  /** Resolves when the gate is open or the scope is cancelled, whichever is first; nothing to wait for when it is open. */
  pass(scope: Scope): Promise<void> | undefined {
    return this.#closed ? this.#wait(scope) : undefined;
  }

  async #wait(scope: Scope): Promise<void> {
    while (this.#closed && !scope.cancelled) {
      await new Promise<void>((resolve) => {
        const off = scope.onCancel(() => {
          this.#waiting.delete(go);
          resolve();
        });
        const go = () => {
          off();
          resolve();
        };
        this.#waiting.add(go);
      });
    }
  }
}
