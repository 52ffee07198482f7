import type { Scope } from './scope.ts';

/**
 * The run's limit on calls at once. It also keeps every definition inside the server's limit of 2,000 pending
 * activities, which would wedge the run.
 */
export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#free = limit;
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
    for (const grant of this.#waiting) {
      this.#waiting.delete(grant);
      grant();
      return;
    }
    this.#free += 1;
  }
}
