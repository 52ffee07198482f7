import type { Failure } from '../errors/failure.ts';
import type { ActionResult, Outcome } from '../interpreter/runtime.ts';

/** Attempts of a call that were made elsewhere. */
export interface EarlierAttempts {
  /** Attempts that failed. */
  readonly failures: number;
  /** The last of those failures. */
  readonly last?: Failure;
}

/** A call that was begun beside the workflow, and goes on as an activity of its own with the same path. */
export interface HandedOn {
  readonly status: 'handed-on';
  readonly earlier: EarlierAttempts;
  /** Milliseconds until the next attempt is due. */
  readonly delay: number;
  /** Milliseconds that all this took. */
  readonly elapsed: number;
  /** The worker must not make such calls beside the workflow: the action is not idempotent, or not there. */
  readonly never?: true;
}

/** A call made as a local activity. */
export interface LocalEnd {
  readonly end: CallEnd;
  /** Milliseconds that it took. */
  readonly took: number;
}

/** How a call made beside the workflow ended. */
export type CallEnd = Outcome<ActionResult> | HandedOn;
