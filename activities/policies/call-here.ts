import { setTimeout as delay } from 'node:timers/promises';

import { ApplicationFailure } from '@temporalio/common';

import type { Failure } from '../../src/core/errors/failure.ts';
import type { ActionResult, Outcome } from '../../src/core/interpreter/runtime.ts';
import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import type { CallEnd, EarlierAttempts, HandedOn } from '../../src/core/run/call-end.ts';
import { notDoneInTime } from '../../src/core/run/not-done-in-time.ts';
import { isIdempotent } from '../../src/core/target/idempotent.ts';
import type { AnyAction } from '../../src/core/target/target.ts';
import type { Attempt, AttemptsUnderWay, CallId } from './attempt.ts';
import { recordIn, recordOf } from './failure.ts';
import { beginAttempt, type ActionDeps } from './run-action.ts';
import type { Stop } from './stop.ts';

/** While a call is made beside the workflow. */
export interface Meanwhile {
  readonly deps: ActionDeps;
  /** Nobody wants the result any more. */
  readonly cancel: Stop;
  /** There is no more time here: the call goes on as an activity. */
  readonly stop: Stop;
  /** Milliseconds left until then. */
  left(): number;
}

/** Nothing was done: this call is made as an activity. */
const NOT_HERE: HandedOn = { status: 'handed-on', earlier: { failures: 0 }, delay: 0, elapsed: 0 };
/** Nothing was done: all calls of this action are made as activities. */
export const NEVER_HERE: HandedOn = { ...NOT_HERE, never: true };

/**
 * Makes a call with all its attempts and the delays between them, beside the workflow, for as long as there is time. An attempt that
 * is not done then goes on, and the activity with which the call goes on joins it, if it comes to this worker.
 */
export async function callHere(action: AnyAction, envelope: ActionEnvelope, meanwhile: Meanwhile): Promise<CallEnd> {
  if (!isIdempotent(action, envelope.params)) return typeof action.idempotent === 'function' ? NOT_HERE : NEVER_HERE;
  return new CallHere(action, envelope, meanwhile).end();
}

class CallHere {
  readonly #action: AnyAction;
  readonly #envelope: ActionEnvelope;
  readonly #meanwhile: Meanwhile;
  readonly #began = performance.now();
  #earlier: EarlierAttempts = { failures: 0 };

  constructor(action: AnyAction, envelope: ActionEnvelope, meanwhile: Meanwhile) {
    this.#action = action;
    this.#envelope = envelope;
    this.#meanwhile = meanwhile;
  }

  async end(): Promise<CallEnd> {
    for (;;) {
      const end = await this.#attempt();
      if (end !== undefined) return end;
    }
  }

  get #elapsed(): number {
    return performance.now() - this.#began;
  }

  /** Undefined: the next one is due. */
  async #attempt(): Promise<CallEnd | undefined> {
    const { cancel, stop, deps } = this.#meanwhile;
    if (cancel.aborted) return { status: 'cancelled' };
    if (stop.aborted) return this.#handOn(0);
    const attempt = beginAttempt(this.#action, this.#timed(), { deps, attempt: this.#earlier.failures + 1 });
    const off = cancel.onAbort(() => attempt.abort(cancel.reason));
    const ended = await unless(stop, endOf(attempt));
    if (ended === undefined) {
      // Who cancels it meanwhile still does.
      deps.underWay.keep(this.#envelope, attempt);
      return this.#handOn(0);
    }
    off();
    if (!('failure' in ended)) return ended;
    return this.#failed(ended.failure, ended.retryIn);
  }

  /** No attempt may take longer than all of them. */
  #timed(): ActionEnvelope {
    const { timeout, totalTimeout } = this.#envelope;
    if (totalTimeout === undefined) return this.#envelope;
    return { ...this.#envelope, timeout: Math.max(1, Math.min(timeout, Math.round(totalTimeout - this.#elapsed))) };
  }

  async #failed(failure: Failure, retryIn: number | undefined): Promise<CallEnd | undefined> {
    const { totalTimeout = Number.POSITIVE_INFINITY } = this.#envelope;
    if (this.#elapsed >= totalTimeout) return { status: 'failed', failure: notDoneInTime(failure) };
    if (retryIn === undefined) return { status: 'failed', failure };
    if (this.#elapsed + retryIn >= totalTimeout) return { status: 'failed', failure: notDoneInTime(failure) };
    this.#earlier = { failures: this.#earlier.failures + 1, last: failure };
    if (retryIn > this.#meanwhile.left()) return this.#handOn(retryIn);
    return this.#pause(retryIn);
  }

  async #pause(ms: number): Promise<CallEnd | undefined> {
    const { cancel, stop } = this.#meanwhile;
    const until = performance.now() + ms;
    await delay(ms, undefined, { signal: AbortSignal.any([cancel.signal, stop.signal]) }).catch(() => undefined);
    if (cancel.aborted) return { status: 'cancelled' };
    return stop.aborted ? this.#handOn(Math.max(0, Math.round(until - performance.now()))) : undefined;
  }

  #handOn(ms: number): HandedOn {
    return { status: 'handed-on', earlier: this.#earlier, delay: ms, elapsed: Math.round(this.#elapsed) };
  }
}

/** Ends an attempt that was handed on in this process and has found nobody. Done in spite of that, it counts. */
export async function giveUp(underWay: AttemptsUnderWay, call: CallId): Promise<Outcome<ActionResult>> {
  const attempt = underWay.end(call);
  if (attempt === undefined) return { status: 'cancelled' };
  attempt.abort();
  const end = await endOf(attempt);
  return 'failure' in end ? { status: 'cancelled' } : end;
}

type AttemptEnd = Exclude<CallEnd, HandedOn | { readonly status: 'failed' }> | { readonly failure: Failure; readonly retryIn?: number };

async function endOf(attempt: Attempt): Promise<AttemptEnd> {
  try {
    return { status: 'completed', value: await attempt.result };
  } catch (error) {
    if (attempt.stop.aborted) return { status: 'cancelled' };
    if (!(error instanceof ApplicationFailure)) return { failure: recordOf(error) };
    const { nextRetryDelay, nonRetryable } = error;
    return { failure: recordIn(error), ...(nonRetryable === true ? {} : { retryIn: Number(nextRetryDelay ?? 0) }) };
  }
}

/** Undefined: the stop came first. */
function unless<T>(stop: Stop, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const off = stop.onAbort(() => resolve(undefined));
    void work.then((value) => {
      off();
      resolve(value);
    });
  });
}
