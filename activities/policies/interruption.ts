import { ApplicationFailure, CancelledFailure } from '@temporalio/common';

import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import type { AttemptHost } from './attempt.ts';

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
   * Runs `work` with a signal that is aborted on cancellation, when the time is over and when the worker shuts down, and does not
   * wait for work that ignores it.
   * @throws StepwrightError `Timeout`; what Temporal wants to see when the run was cancelled or the worker shuts down
   */
  during<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return interruptible(this.#host, { left: Math.max(0, this.#end - performance.now()), of: this.#ms }, work);
  }

  /** The same for work whose time does not count. */
  async beside<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
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

async function interruptible<T>(host: AttemptHost, { left, of }: Time, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const onCancel = () => controller.abort(host.signal.reason);
  const timer =
    left === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => controller.abort(timedOut(of)), Math.min(left, 2_147_483_647));
  if (host.signal.aborted) onCancel();
  else host.signal.addEventListener('abort', onCancel, { once: true });
  try {
    const outcome = settled(work(signal));
    const first = await Promise.race([outcome, aborted(signal)]);
    if (first !== undefined && !signal.aborted) return unwrap(first);
    if (signal.reason instanceof StepwrightError) throw signal.reason;
    return await afterCancel(outcome, host);
  } finally {
    clearTimeout(timer);
    host.signal.removeEventListener('abort', onCancel);
  }
}

/** Cancellation and shutdown are no failures of the action: Temporal gets them as they are. */
export function isVerdict(error: unknown, { signal }: AttemptHost): boolean {
  return signal.aborted && (error instanceof CancelledFailure || (error instanceof ApplicationFailure && error.type === 'WorkerShutdown'));
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

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
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
