/** A clock that moves only when there is nothing else to do, straight to the next timer. */
export class VirtualClock {
  #now: number;
  #next = 0;
  readonly #timers = new Map<number, { readonly at: number; readonly fire: () => void }>();

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Calls back after `ms` of virtual time; returns the way to call it off. */
  after(ms: number, fire: () => void): () => void {
    const id = (this.#next += 1);
    this.#timers.set(id, { at: this.#now + ms, fire });
    return () => this.#timers.delete(id);
  }

  /** A timer is set. */
  get hasTimers(): boolean {
    return this.#timers.size > 0;
  }

  /** Moves to the earliest timer and gives everything due then, in the order of setting; empty when no timer is set. */
  advance(): readonly (() => void)[] {
    const at = Math.min(...[...this.#timers.values()].map((timer) => timer.at));
    if (!Number.isFinite(at)) return [];
    this.#now = Math.max(this.#now, at);
    const due = [...this.#timers].filter(([, timer]) => timer.at === at);
    for (const [id] of due) this.#timers.delete(id);
    return due.map(([, timer]) => timer.fire);
  }
}
