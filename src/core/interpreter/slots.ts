import type { Scope } from './scope.ts';

/**
 * The run's limit on calls at once. It also keeps every definition inside the server's limit of 2,000 pending
 * activities, which would wedge the run.
 */
export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();
  readonly #settled: (() => Promise<void>) | undefined;

  /**
   * `settled` resolves when all has happened that follows from the call that gave its place up: what it decides, such as
   * cancelling the others after a failure, comes before the next call. Default: the next begins at once.
   */
  constructor(limit: number, settled?: () => Promise<void>) {
    this.#free = limit;
    this.#settled = settled;
  }

  /** True when a slot was taken, false when the scope was cancelled first. Slots go in the order of asking. */
  take(scope: Scope): boolean | Promise<boolean> {
    if (scope.cancelled) return false;
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    return new Promise<boolean>((resolve) => {
      const off = scope.onCancel(() => {
        this.#waiting.delete(grant);
        resolve(false);
      });
      const grant = () => {
        off();
        resolve(true);
      };
      this.#waiting.add(grant);
    });
  }

  release(): void {
    if (this.#settled === undefined || this.#waiting.size === 0) this.#grant();
    else void this.#settled().then(() => this.#grant());
  }

  #grant(): void {
    for (const grant of this.#waiting) {
      this.#waiting.delete(grant);
      grant();
      return;
    }
    this.#free += 1;
  }
}
