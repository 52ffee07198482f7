interface Timer {
  readonly at: number;
  readonly fire: () => void;
  readonly kind: 'timer' | 'limit';
}

/** A clock that moves only when there is nothing else to do, straight to the next timer. */
export class VirtualClock {
  #now: number;
  #next = 0;
  readonly #timers = new Map<number, Timer>();

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Calls back after `ms` of virtual time; returns the way to call it off. A `limit` ends what takes too long. */
  after(ms: number, fire: () => void, kind: Timer['kind'] = 'timer'): () => void {
    const id = (this.#next += 1);
    this.#timers.set(id, { at: this.#now + ms, fire, kind });
    return () => this.#timers.delete(id);
  }

  /** A timer is set. */
  get hasTimers(): boolean {
    return this.#timers.size > 0;
  }

  /** All that is left to happen is that limits run out. */
  get onlyLimits(): boolean {
    return [...this.#timers.values()].every(({ kind }) => kind === 'limit');
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
