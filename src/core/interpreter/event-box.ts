import type { Failure } from '../errors/failure.ts';
import { toFailure } from '../errors/stepwright-error.ts';
import type { RunEvent } from '../run/wire.ts';
import type { Scope } from './scope.ts';

/** Ids remembered for each event that may wait: sending one again counts once. */
const IDS_PER_PLACE = 10;

/** What waits for an event. */
export interface Waiter {
  readonly type: string;
  /** Whether it takes an event of the type; what it throws ends the wait. */
  fits(event: RunEvent): boolean;
}

/** What a wait ended with. */
export type Taken = { readonly event: RunEvent } | { readonly failure: Failure } | 'cancelled';

export type Offer = 'taken' | 'kept' | 'known' | 'full';

export interface EventBoxState {
  readonly kept: readonly RunEvent[];
  readonly ids: readonly string[];
}

interface Waiting extends Waiter {
  readonly end: (taken: Taken) => void;
}

/**
 * The events of a run: each is kept until one step takes it, and counts once however often it is sent. A step gets the
 * oldest event that fits; an event goes to the step that waits longest.
 */
export class EventBox {
  readonly #most: number;
  #kept: RunEvent[];
  readonly #ids: Set<string>;
  readonly #waiting = new Set<Waiting>();

  constructor(most: number, { kept = [], ids = [] }: Partial<EventBoxState> = {}) {
    this.#most = most;
    this.#kept = [...kept];
    this.#ids = new Set(ids);
  }

  offer(event: RunEvent): Offer {
    if (this.#ids.has(event.id)) return 'known';
    const taken = this.#give(event);
    if (!taken && this.#kept.length >= this.#most) return 'full';
    this.#remember(event.id);
    if (taken) return 'taken';
    this.#kept.push(event);
    return 'kept';
  }

  /** The step that had taken it was cancelled before anything came of it: it is the oldest again. */
  giveBack(event: RunEvent): void {
    if (!this.#give(event)) this.#kept.unshift(event);
  }

  /** To the step that has waited longest of those it fits. */
  #give(event: RunEvent): boolean {
    for (const waiter of this.#waiting) {
      const taken = waiter.type === event.type ? judge(waiter, event) : undefined;
      if (taken === undefined) continue;
      waiter.end(taken);
      if ('event' in taken) return true;
    }
    return false;
  }

  /** The oldest kept event that fits, or the next that comes. `onTaken` is called at the very moment. */
  take(scope: Scope, waiter: Waiter, onTaken: () => void): Promise<Taken> {
    if (scope.cancelled) return Promise.resolve('cancelled');
    for (const event of this.#kept) {
      const taken = event.type === waiter.type ? judge(waiter, event) : undefined;
      if (taken === undefined) continue;
      if ('event' in taken) {
        this.#drop(event);
        onTaken();
      }
      return Promise.resolve(taken);
    }
    return new Promise((resolve) => {
      const off = scope.onCancel(() => waiting.end('cancelled'));
      const waiting: Waiting = {
        ...waiter,
        end: (taken) => {
          off();
          this.#waiting.delete(waiting);
          if (taken !== 'cancelled' && 'event' in taken) onTaken();
          resolve(taken);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  /** The oldest kept event is taken out. */
  shift(): RunEvent | undefined {
    const [event] = this.#kept;
    if (event !== undefined) this.#drop(event);
    return event;
  }

  state(): EventBoxState {
    return { kept: this.#kept, ids: [...this.#ids] };
  }

  #drop(event: RunEvent): void {
    this.#kept = this.#kept.filter((each) => each !== event);
  }

  #remember(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= this.#most * IDS_PER_PLACE) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      return;
    }
  }
}

/** Undefined: it does not fit. */
function judge(waiter: Waiter, event: RunEvent): Exclude<Taken, 'cancelled'> | undefined {
  try {
    return waiter.fits(event) ? { event } : undefined;
  } catch (error) {
    return { failure: toFailure(error) };
  }
}
