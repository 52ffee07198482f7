import type { Rate } from '../../src/core/run/rate.ts';

/** What a turnstile lets through. */
export interface TurnstileLimits {
  /** At once. */
  readonly concurrency?: number;
  readonly rate?: Rate;
}

interface Waiting {
  readonly enter: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** Lets so many in at once, and so many in any stretch of time, in the order in which they came. */
export class Turnstile {
  #free: number;
  readonly #rate: Rate | undefined;
  /** When the last ones entered, the oldest first: as many as the rate names. */
  readonly #entered: number[] = [];
  readonly #queue = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ concurrency = Number.POSITIVE_INFINITY, rate }: TurnstileLimits) {
    this.#free = concurrency;
    this.#rate = rate;
  }

  /** Resolves with the way out once it is the caller's turn; rejects with the signal's reason, which gives the place in the queue up. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const over = (act: () => void) => () => {
        signal.removeEventListener('abort', onAbort);
        this.#queue.delete(waiting);
        act();
      };
      const waiting: Waiting = { enter: over(resolve), refuse: (reason) => over(() => reject(reason))() };
      const onAbort = (): void => waiting.refuse(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#queue.add(waiting);
      this.#letIn();
    });
    return () => {
      this.#free += 1;
      this.#letIn();
    };
  }

  #letIn(): void {
    clearTimeout(this.#timer);
    for (const waiting of this.#queue) {
      if (this.#free < 1) return;
      const wait = this.#wait();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#letIn(), wait).unref();
        return;
      }
      this.#free -= 1;
      this.#note();
      waiting.enter();
    }
  }

  /** Milliseconds until the rate lets another one in. */
  #wait(): number {
    const [oldest] = this.#entered;
    if (this.#rate === undefined || oldest === undefined || this.#entered.length < this.#rate.calls) return 0;
    return Math.ceil(oldest + this.#rate.per - performance.now());
  }

  #note(): void {
    if (this.#rate === undefined) return;
    this.#entered.push(performance.now());
    if (this.#entered.length > this.#rate.calls) this.#entered.shift();
  }
}
