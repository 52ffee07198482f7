import type { Context } from '@temporalio/activity';

import type { ActionResult } from '../../src/core/interpreter/runtime.ts';
import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import { Stop } from './stop.ts';

/** What one attempt knows of those who wait for it. */
export interface AttemptHost {
  /** Of the action, from 1. */
  readonly attempt: number;
  /** Aborted when nobody wants the result any more. */
  readonly stop: Stop;
  /** The worker is why. */
  readonly shutsDown: boolean;
  /** What the action says of itself meanwhile. */
  report(details: unknown): void;
}

/** One attempt that goes on in this process. Who waits for it may change meanwhile: it belongs to no activity. */
export class Attempt implements AttemptHost {
  readonly attempt: number;
  readonly result: Promise<ActionResult>;
  readonly stop = new Stop();
  #shutsDown = false;
  #listener: ((details: unknown) => void) | undefined;

  constructor(attempt: number, work: (host: AttemptHost) => Promise<ActionResult>) {
    this.attempt = attempt;
    this.result = work(this);
    // Whoever waits hears of it.
    this.result.catch(() => undefined);
  }

  get shutsDown(): boolean {
    return this.#shutsDown;
  }

  report(details: unknown): void {
    this.#listener?.(details);
  }

  abort(reason?: unknown): void {
    this.stop.abort(reason);
  }

  /** Tells an activity, and is aborted with it, until the function that this gives is called. */
  follow(activity: Context, listener: (details: unknown) => void): () => void {
    const { cancellationSignal } = activity;
    this.#listener = listener;
    const end = (): void => {
      this.#shutsDown = activity.cancellationDetails?.workerShutdown === true;
      this.abort(cancellationSignal.reason);
    };
    if (cancellationSignal.aborted) end();
    else cancellationSignal.addEventListener('abort', end, { once: true });
    return () => cancellationSignal.removeEventListener('abort', end);
  }
}

export type CallId = Pick<ActionEnvelope, 'runId' | 'path'>;

/** Milliseconds that an attempt handed on waits for its activity, which may have gone to another worker. */
const PATIENCE = 5_000;

/** Attempts that were handed on in this process: the activity that goes on with the call joins its own. */
export class AttemptsUnderWay {
  readonly #kept = new Map<string, Kept>();

  keep(envelope: ActionEnvelope, attempt: Attempt): void {
    const timer = setTimeout(() => this.end(envelope)?.abort(), PATIENCE).unref();
    this.#kept.set(keyOf(envelope), { attempt, params: JSON.stringify(envelope.params), timer });
  }

  /** The caller's from now on, if it is the one that would be made: another one is ended. */
  take(envelope: ActionEnvelope, number: number): Attempt | undefined {
    const kept = this.#kept.get(keyOf(envelope));
    const attempt = this.end(envelope);
    if (attempt?.attempt === number && kept?.params === JSON.stringify(envelope.params)) return attempt;
    attempt?.abort();
    return undefined;
  }

  /** Whoever takes it so ends it. */
  end(call: CallId): Attempt | undefined {
    const kept = this.#kept.get(keyOf(call));
    clearTimeout(kept?.timer);
    this.#kept.delete(keyOf(call));
    return kept?.attempt;
  }

  /** Ends them all: the worker stops. */
  async close(): Promise<void> {
    const attempts = [...this.#kept.values()].map(({ attempt }) => attempt);
    for (const { timer } of this.#kept.values()) clearTimeout(timer);
    this.#kept.clear();
    for (const attempt of attempts) attempt.abort();
    await Promise.allSettled(attempts.map(({ result }) => result));
  }
}

interface Kept {
  readonly attempt: Attempt;
  /** As JSON: a call with others is another one. */
  readonly params: string;
  readonly timer: NodeJS.Timeout;
}

function keyOf({ runId, path }: CallId): string {
  return JSON.stringify([runId, path]);
}
