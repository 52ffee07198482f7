import { Context } from '@temporalio/activity';

/** Milliseconds. Cancellation arrives with the answer to a beat. */
const INTERVAL = 200;

/** What a beat carries to the next attempt. */
interface Beat {
  /** Attempts of the action that failed: a lost worker is none (docs/decisions/0001). */
  readonly failures: number;
  readonly details?: unknown;
}

/** Says to the server that the action is alive, and counts its attempts over those the server knows. */
export class Heartbeat {
  readonly #context = Context.current();
  readonly #failures: number;
  #details: unknown;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    const { isLocal, attempt, heartbeatDetails } = this.#context.info;
    this.#failures = isLocal ? attempt - 1 : failuresOf(heartbeatDetails);
  }

  /** Of the action, from 1. */
  get attempt(): number {
    return this.#failures + 1;
  }

  /** Beats while `work` goes on. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#timer = setInterval(() => this.#beat(this.#failures), INTERVAL);
    try {
      return await work();
    } finally {
      clearInterval(this.#timer);
    }
  }

  /** A beat with details for those who look. */
  report(details: unknown): void {
    this.#details = carriable(details);
    this.#beat(this.#failures);
  }

  /** Leaves word to the next attempt that this one failed. */
  countFailure(): void {
    this.#beat(this.attempt);
  }

  #beat(failures: number): void {
    const beat: Beat = { failures, ...(this.#details === undefined ? {} : { details: this.#details }) };
    this.#context.heartbeat(beat);
  }
}

function failuresOf(details: unknown): number {
  const failures = typeof details === 'object' && details !== null ? (details as Partial<Beat>).failures : undefined;
  return typeof failures === 'number' ? failures : 0;
}

/** Details that can't travel would cancel the action. */
function carriable(details: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(details) ?? 'null');
  } catch {
    return String(details);
  }
}
