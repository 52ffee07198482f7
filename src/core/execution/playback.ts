import type { Delivery } from './section.ts';

/** An interpreter that waits for the ends of its calls. */
export interface Stage {
  /** Resolves when everything has happened that follows from the last delivery. */
  settled(): Promise<void>;
  /** The call of this path waits for its end. */
  waits(path: string): boolean;
  deliver(delivery: Delivery): void;
}

/**
 * Gives an interpreter the ends of its calls in the order of a log, each group when all has happened that follows from the one before:
 * then it does what the one did that wrote the log. Gives back what nobody has asked for.
 */
export async function play(log: readonly Delivery[], stage: Stage): Promise<readonly Delivery[]> {
  const left = [...log];
  for (;;) {
    await stage.settled();
    const next = left.findIndex(({ path }) => stage.waits(path));
    if (next === -1) return left;
    for (const delivery of groupAt(left, next)) {
      if (!stage.waits(delivery.path)) continue;
      left.splice(left.indexOf(delivery), 1);
      stage.deliver(delivery);
    }
  }
}

/** What was given in one go, from this one on. */
function groupAt(log: readonly Delivery[], first: number): readonly Delivery[] {
  const next = log.findIndex(({ together }, index) => index > first && together !== true);
  return log.slice(first, next === -1 ? undefined : next);
}

/** Waits until nobody who waits for quiet has anything more to do. */
export class Quiet {
  readonly #quiet: () => Promise<void>;
  #waiting = 0;

  constructor(quiet: () => Promise<void>) {
    this.#quiet = quiet;
  }

  /** For the interpreter. */
  async wait(): Promise<void> {
    this.#waiting += 1;
    await this.#quiet();
    this.#waiting -= 1;
  }

  /** For who delivers: after all the others. */
  async settled(): Promise<void> {
    let busy = true;
    while (busy) {
      busy = this.#waiting > 0;
      await this.#quiet();
      busy ||= this.#waiting > 0;
    }
  }
}
