import { kindOf, type Step } from '../definition/step.ts';

/** Changes of state in one go, after which the workflow task must end: a worker that computes on is taken for dead. */
const MOST = 2000;
/** Summary of the timer that lets others have their turn. */
export const REST = 'rest · others have their turn';
/** The first interpreter never rested. */
const RESTS_SINCE = 2;

/** How much a run has done since it last waited for the world. */
export class Turn {
  readonly #rests: boolean;
  #changes = 0;

  constructor(interpreter: number) {
    this.#rests = interpreter >= RESTS_SINCE;
  }

  /** It is time to let others have theirs. */
  get over(): boolean {
    return this.#rests && this.#changes > MOST;
  }

  /** A step changed its state: actions wait for the world by themselves. */
  changed(step: Step): void {
    this.#changes = kindOf(step) === 'action' ? 0 : this.#changes + 1;
  }

  begin(): void {
    this.#changes = 0;
  }
}
