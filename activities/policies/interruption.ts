import { ApplicationFailure, CancelledFailure } from '@temporalio/common';

import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import type { AttemptHost } from './attempt.ts';
import { Stop } from './stop.ts';

/** Milliseconds an action has to end after it was told to; a known outcome is worth the wait. */
const GRACE = 1_000;

/** The time of one attempt. */
export class TimeLimit {
  readonly #ms: number;
  readonly #host: AttemptHost;
  #end: number;

  /** @param ms from now on */
  constructor(ms: number, host: AttemptHost) {
    this.#ms = ms;
    this.#host = host;
    this.#end = performance.now() + ms;
  }

  /**
   * Runs `work`, which is told to stop on cancellation, when the time is over and when the worker shuts down, and does not
   * wait for work that ignores it.
   * @throws StepwrightError `Timeout`; what Temporal wants to see when the run was cancelled or the worker shuts down
   */
  during<T>(work: (stop: Stop) => Promise<T>): Promise<T> {
    return interruptible(this.#host, { left: Math.max(0, this.#end - performance.now()), of: this.#ms }, work);
  }

  /** The same for work whose time does not count. */
  async beside<T>(work: (stop: Stop) => Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await interruptible(this.#host, { left: Number.POSITIVE_INFINITY, of: Number.POSITIVE_INFINITY }, work);
    } finally {
      this.#end += performance.now() - began;
    }
  }
}

/** Milliseconds. */
interface Time {
  readonly left: number;
  readonly of: number;
}

async function interruptible<T>(host: AttemptHost, { left, of }: Time, work: (stop: Stop) => Promise<T>): Promise<T> {
  const stop = new Stop();
  const timer = left === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => stop.abort(timedOut(of)), Math.min(left, 2_147_483_647));
  const off = host.stop.onAbort(() => stop.abort(host.stop.reason));
  try {
    const outcome = settled(work(stop));
    const first = await Promise.race([outcome, aborted(stop)]);
    if (first !== undefined && !stop.aborted) return unwrap(first);
    if (stop.reason instanceof StepwrightError) throw stop.reason;
    return await afterCancel(outcome, host);
  } finally {
    clearTimeout(timer);
    off();
  }
}

/** Cancellation and shutdown are no failures of the action: Temporal gets them as they are. */
export function isVerdict(error: unknown, { stop }: AttemptHost): boolean {
  return stop.aborted && (error instanceof CancelledFailure || (error instanceof ApplicationFailure && error.type === 'WorkerShutdown'));
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** Done in spite of all: the effect is known, so it counts. */
async function afterCancel<T>(outcome: Promise<Settled<T>>, host: AttemptHost): Promise<T> {
  const last = await Promise.race([outcome, elapsed(GRACE)]);
  if (last !== undefined && 'value' in last) return last.value;
  if (host.shutsDown) {
    throw ApplicationFailure.create({
      type: 'WorkerShutdown',
      message: 'the worker shut down before the action was done',
      nextRetryDelay: 1,
    });
  }
  throw new CancelledFailure(last === undefined ? 'cancelled; the action did not end and may have happened' : 'cancelled', [
    { ended: last !== undefined },
  ]);
}

function settled<T>(work: Promise<T>): Promise<Settled<T>> {
  return work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

function unwrap<T>(outcome: Settled<T>): T {
  if ('value' in outcome) return outcome.value;
  throw outcome.error;
}

function aborted(stop: Stop): Promise<undefined> {
  return new Promise((resolve) => {
    stop.onAbort(() => resolve(undefined));
  });
}

function elapsed(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}

function timedOut(timeout: number): StepwrightError {
  return new StepwrightError('Timeout', `the attempt was not done within ${timeout} ms`, {
    class: 'timeout',
    hint: 'give the step a longer timeout, or retry',
  });
}
