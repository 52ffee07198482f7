import { Context } from '@temporalio/activity';

import type { Failure } from '../../src/core/errors/failure.ts';
import type { EarlierAttempts } from '../../src/core/run/call-end.ts';

/** Milliseconds. Cancellation arrives with the answer to a beat. */
const INTERVAL = 200;

/** What a beat carries to the next attempt. */
interface Beat {
  /** Attempts of the action that failed: a lost worker is none (docs/decisions/0001). */
  readonly failures: number;
  /** The last of those failures: the cause, should the time for all attempts run out in the middle of one. */
  readonly last?: Failure;
  readonly details?: unknown;
}

/** Says to the server that the action is alive, and counts its attempts over those the server knows. */
export class Heartbeat {
  readonly #context = Context.current();
  readonly #failures: number;
  readonly #last: Failure | undefined;
  #details: unknown;
  #timer: NodeJS.Timeout | undefined;

  /** @param earlier attempts made before the server was asked */
  constructor(earlier: EarlierAttempts = { failures: 0 }) {
    const before = beatOf(this.#context.info.heartbeatDetails) ?? earlier;
    this.#failures = before.failures;
    this.#last = before.last;
  }

  /** Of the action, from 1. */
  get attempt(): number {
    return this.#failures + 1;
  }

  /** Beats while `work` goes on. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#timer = setInterval(() => this.#beat(this.#failures, this.#last), INTERVAL);
    try {
      return await work;
    } finally {
      clearInterval(this.#timer);
    }
  }

  /** A beat with details for those who look, as JSON carries them. */
  report(details: unknown): void {
    this.#details = details;
    this.#beat(this.#failures, this.#last);
  }

  /** Leaves word to the next attempt that this one failed. */
  countFailure(failure: Failure): void {
    this.#beat(this.attempt, failure);
  }

  #beat(failures: number, last: Failure | undefined): void {
    const beat: Beat = {
      failures,
      ...(last === undefined ? {} : { last }),
      ...(this.#details === undefined ? {} : { details: this.#details }),
    };
    this.#context.heartbeat(beat);
  }
}

function beatOf(details: unknown): Beat | undefined {
  if (typeof details !== 'object' || details === null) return undefined;
  const beat: Partial<Beat> = details;
  return typeof beat.failures === 'number' ? (beat as Beat) : undefined;
}
