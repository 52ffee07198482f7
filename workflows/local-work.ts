import { CancellationScope, sleep, workflowInfo } from '@temporalio/workflow';

import type { Scope } from '../src/core/interpreter/scope.ts';
import { Slots } from '../src/core/interpreter/slots.ts';

/** Local activities at once: what they give travels with the end of their workflow task, 32 KiB each at most, 4 MB in all. */
const AT_ONCE = 50;
/** Characters of results after which the task must end. */
const MOST_TEXT = 500_000;
/** Milliseconds of work after which it must: messages to the run wait for that. */
const MOST_TIME = 1_000;

/** The local activities of one run: what they have done in a workflow task is known to the server, and the run to others, when it ends. */
export class LocalWork {
  readonly #slots = new Slots(AT_ONCE);
  /** Length of the history when the last one ended. */
  #task: number | undefined;
  #text = 0;
  #time = 0;
  #ending: Promise<void> | undefined;

  /** Waits for its turn; false when the scope was cancelled before. */
  async begin(scope: Scope): Promise<boolean> {
    if (!(await this.#slots.take(scope))) return false;
    if (this.#text > MOST_TEXT || this.#time > MOST_TIME) await this.known();
    return true;
  }

  /** @param ms that it took */
  end(result: unknown, ms: number): void {
    this.#slots.release();
    if (this.#task !== workflowInfo().historyLength) this.#reset();
    this.#task = workflowInfo().historyLength;
    this.#text += JSON.stringify(result)?.length ?? 0;
    this.#time += ms;
  }

  /**
   * Resolves when the server knows of everything that was done. A message that comes in a run's last workflow task makes the server
   * forget that task, and with it what local activities did in it.
   */
  async known(): Promise<void> {
    if (this.#task !== workflowInfo().historyLength) return this.#reset();
    this.#ending ??= CancellationScope.nonCancellable(() => sleep(1, { summary: 'local activities · recorded' })).then(() => {
      this.#ending = undefined;
      this.#reset();
    });
    await this.#ending;
  }

  #reset(): void {
    this.#task = undefined;
    this.#text = 0;
    this.#time = 0;
  }
}
