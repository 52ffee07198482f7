import type { Gate } from './gate.ts';
import { completed } from './run-context.ts';
import type { ChildResult, Outcome, StartedChild } from './runtime.ts';
import type { Scope } from './scope.ts';
import { spawn } from './spawn.ts';

/** Where a run waits for a child run that does a part of its own work. */
interface Whole {
  readonly gate: Gate;
  readonly scope: Scope;
}

/** The end of a child run that does a part of the run's own work: until then it pauses and goes on as the run does. */
export async function endOfPart(whole: Whole, child: StartedChild): Promise<Outcome<ChildResult>> {
  const follower = new Follower(whole, child);
  const off = whole.gate.watch(() => follower.look());
  follower.look();
  const end = await child.end;
  off();
  follower.stop();
  return end;
}

/** Tells a child what the gate says, one word after the other: nothing keeps two that are on their way in order. */
class Follower {
  readonly #whole: Whole;
  readonly #child: StartedChild;
  #paused = false;
  #telling = false;
  #stopped = false;

  constructor(whole: Whole, child: StartedChild) {
    this.#whole = whole;
    this.#child = child;
  }

  look(): void {
    if (this.#telling) return;
    this.#telling = true;
    void spawn(async () => {
      while (this.#isBehind) await this.#tell();
      this.#telling = false;
      return completed(null);
    });
  }

  stop(): void {
    this.#stopped = true;
  }

  /** A cancelled child is not paused any more, and need not be told. */
  get #isBehind(): boolean {
    const { gate, scope } = this.#whole;
    return !this.#stopped && !scope.cancelled && this.#paused !== gate.closed;
  }

  async #tell(): Promise<void> {
    this.#paused = this.#whole.gate.closed;
    await this.#child.tell(this.#paused ? 'pause' : 'resume');
  }
}
