import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import type { TimeLimit } from './interruption.ts';
import { Turnstile, type TurnstileLimits } from './turnstile.ts';

/** The calls that one worker makes at once, and how fast it begins them, by target or `target.action`. */
export class Limits {
  readonly #turnstiles: ReadonlyMap<string, Turnstile>;

  constructor(limits: Readonly<Record<string, TurnstileLimits>>) {
    this.#turnstiles = new Map(Object.entries(limits).map(([name, each]) => [name, new Turnstile(each)]));
  }

  /**
   * Does the work when it is its turn. Waiting is no time of the attempt's: as little as waiting in the task queue, of which it is the
   * last part, and a rate that holds calls up must not use up their attempts.
   */
  async through<T>({ target, action }: ActionEnvelope, limit: TimeLimit, work: () => Promise<T>): Promise<T> {
    // From the narrow one to the wide one, always: nobody who holds the wide one waits for a narrow one.
    const [narrow, wide] = [this.#turnstiles.get(`${target}.${action}`), this.#turnstiles.get(target)];
    const leaveNarrow = narrow && (await limit.beside(({ signal }) => narrow.enter(signal)));
    try {
      const leaveWide = wide && (await limit.beside(({ signal }) => wide.enter(signal)));
      try {
        return await work();
      } finally {
        leaveWide?.();
      }
    } finally {
      leaveNarrow?.();
    }
  }
}
