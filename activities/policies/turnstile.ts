import type { Rate } from '../../src/core/run/rate.ts';

/** What a turnstile lets through. */
export interface TurnstileLimits {
  /** At once. */
  readonly concurrency?: number;
  readonly rate?: Rate;
}

/** Lets so many in at once, and so many in any stretch of time, in the order in which they came. */
export class Turnstile {
  #free: number;
  readonly #rate: Rate | undefined;
  /** When the last ones entered, the oldest first: as many as the rate names. */
  readonly #entered: number[] = [];
  readonly #queue = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ concurrency = Number.POSITIVE_INFINITY, rate }: TurnstileLimits) {
    this.#free = concurrency;
    this.#rate = rate;
  }

  /** Resolves with the way out once it is the caller's turn; rejects with the signal's reason, which gives the place in the queue up. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const over = (act: () => void) => (): void => {
        signal.removeEventListener('abort', giveUp);
        this.#queue.delete(enter);
        act();
      };
      const enter = over(resolve);
      const giveUp = over(() => reject(signal.reason));
      signal.addEventListener('abort', giveUp, { once: true });
      this.#queue.add(enter);
      this.#letIn();
    });
    return () => {
      this.#free += 1;
      this.#letIn();
    };
  }

  #letIn(): void {
    clearTimeout(this.#timer);
    for (const enter of this.#queue) {
      if (this.#free < 1) return;
      const wait = this.#wait();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#letIn(), wait).unref();
        return;
      }
      this.#free -= 1;
      this.#note();
      enter();
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
