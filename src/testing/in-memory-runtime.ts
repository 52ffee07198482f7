import type { Failure } from '../core/errors/failure.ts';
import { StepwrightError, toFailure } from '../core/errors/stepwright-error.ts';
import { decideRetry } from '../core/expression/decide-retry.ts';
import type { ActionCall, ActionResult, Outcome, Runtime } from '../core/interpreter/runtime.ts';
import type { Scope } from '../core/interpreter/scope.ts';
import { MockAttempt, type MockAction } from './mock-attempt.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface InMemoryOptions {
  readonly runId: string;
  /** By `target.action`. */
  readonly actions: Readonly<Record<string, MockAction>>;
  /** Start of virtual time, ms since the epoch. @default 2025-01-01T00:00:00Z */
  readonly startAt?: number;
  /** Picks which of several finished things is delivered next: an index below `length`. @default the oldest */
  readonly pick?: (length: number) => number;
  /** When the run waits for something that only the outside can bring: `fail`, or `wait` for it. @default "fail" */
  readonly idle?: 'fail' | 'wait';
  readonly onLog?: (level: string, message: string, fields: Readonly<Record<string, unknown>>) => void;
}

const CANCELLED: Failure = { code: 'Cancelled', class: 'cancelled', message: 'cancelled' };

/**
 * The interpreter's world in memory: actions are functions, time is virtual. Like a Temporal worker it delivers one
 * completion at a time, with all that follows from it done before the next.
 */
export class InMemoryRuntime implements Runtime {
  readonly #options: InMemoryOptions;
  readonly #clock: VirtualClock;
  readonly #ready: (() => void)[] = [];
  #working = 0;
  #driving = false;
  #wake: () => void = () => undefined;

  constructor(options: InMemoryOptions) {
    this.#options = options;
    this.#clock = new VirtualClock(options.startAt ?? Date.UTC(2025, 0, 1));
  }

  now(): number {
    return this.#clock.now();
  }

  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void {
    this.#options.onLog?.(level, message, fields);
  }

  changed(): void {
    // Nobody watches: queries read the state.
  }

  /** Calls back as an event of its own, after `ms` of virtual time: how tests pause, resume and cancel. */
  at(ms: number, act: () => void): void {
    this.#clock.after(ms, () => this.#deliver(act));
  }

  /** As `at`, now: resolves when it was done. */
  inject(act: () => void): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#driving) {
        act();
        resolve();
        return;
      }
      this.#deliver(() => {
        act();
        resolve();
      });
    });
  }

  sleep(scope: Scope, ms: number): Promise<Outcome<null>> {
    if (scope.cancelled) return Promise.resolve({ status: 'cancelled' });
    return new Promise((resolve) => {
      const callOff = this.#clock.after(ms, () => {
        this.#deliver(() => {
          off();
          resolve({ status: 'completed', value: null });
        });
      });
      const off = scope.onCancel(() => {
        callOff();
        resolve({ status: 'cancelled' });
      });
    });
  }

  callAction(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>> {
    if (scope.cancelled) return Promise.resolve({ status: 'cancelled' });
    return new Promise((resolve) => {
      const deliver = (outcome: Outcome<ActionResult>) => this.#deliver(() => resolve(outcome));
      void this.#attempts(scope, call).then(deliver, (error: unknown) => deliver({ status: 'failed', failure: toFailure(error) }));
    });
  }

  /** Runs until the work is done: delivers what is ready, else waits for mocks at work, else moves the clock. */
  async drive<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const finish = () => {
      done = true;
      this.#wake();
    };
    work.then(finish, finish);
    this.#driving = true;
    await followUps();
    while (!done) {
      await this.#step();
      await followUps();
    }
    this.#driving = false;
    for (const late of this.#ready.splice(0)) late();
    return work;
  }

  async #step(): Promise<void> {
    const next = this.#take();
    if (next !== undefined) next();
    else if (this.#working > 0) await this.#somethingHappens();
    else if (this.#advance()) return;
    else if (this.#options.idle === 'wait') await this.#somethingHappens();
    else throw new StepwrightError('Timeout', 'the run waits for something that nothing will bring', { hint: 'resume it, or cancel it' });
  }

  #deliver(act: () => void): void {
    this.#ready.push(act);
    this.#wake();
  }

  #take(): (() => void) | undefined {
    if (this.#ready.length === 0) return undefined;
    const index = this.#options.pick?.(this.#ready.length) ?? 0;
    return this.#ready.splice(index, 1)[0];
  }

  #advance(): boolean {
    const due = this.#clock.advance();
    for (const fire of due) fire();
    return due.length > 0;
  }

  #somethingHappens(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #attempts(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>> {
    const started = this.now();
    for (let attempt = 1; ; attempt += 1) {
      const began = this.now();
      const left = call.totalTimeout === undefined ? Number.POSITIVE_INFINITY : call.totalTimeout - (began - started);
      const outcome = await this.#attempt(scope, call, { attempt, limit: Math.min(call.timeout, left) });
      if (outcome.status === 'completed')
        return { status: 'completed', value: { data: outcome.value, ms: this.now() - began, attempts: attempt } };
      if (outcome.status === 'cancelled' || scope.cancelled) return { status: 'cancelled' };
      const failure: Failure = { ...outcome.failure, attempts: attempt };
      if (call.totalTimeout !== undefined && this.now() - started >= call.totalTimeout) return totalTimeout(failure);
      const delay = decideRetry(call.retry, failure, `${this.#options.runId}/${call.path}`);
      if (delay === undefined) return { status: 'failed', failure };
      if (call.totalTimeout !== undefined && this.now() - started + delay >= call.totalTimeout) return totalTimeout(failure);
      if ((await this.sleep(scope, delay)).status === 'cancelled') return { status: 'cancelled' };
    }
  }

  async #attempt(
    scope: Scope,
    call: ActionCall,
    { attempt, limit }: { readonly attempt: number; readonly limit: number },
  ): Promise<Outcome<unknown>> {
    const action = this.#options.actions[`${call.target}.${call.action}`];
    if (action === undefined) return { status: 'failed', failure: unknownAction(call) };
    const host = { clock: this.#clock, working: (change: 1 | -1) => this.#worked(change) };
    const running = new MockAttempt(host, call, { action, attempt, runId: this.#options.runId });
    const offTimer = this.#clock.after(limit, () =>
      running.abort({ code: 'Timeout', class: 'timeout', message: `the attempt was not done after ${limit} ms` }),
    );
    const offScope = scope.onCancel(() => running.abort(CANCELLED));
    const outcome = await running.end;
    offTimer();
    offScope();
    return outcome.status === 'failed' && outcome.failure === CANCELLED ? { status: 'cancelled' } : outcome;
  }

  #worked(change: 1 | -1): void {
    this.#working += change;
    this.#wake();
  }
}

function unknownAction(call: ActionCall): Failure {
  return { code: 'UnknownAction', class: 'permanent', message: `no action ${call.target}.${call.action}` };
}

function totalTimeout(cause: Failure): Outcome<never> {
  const attempts = cause.attempts === undefined ? {} : { attempts: cause.attempts };
  return { status: 'failed', failure: { code: 'Timeout', class: 'timeout', message: 'not done within totalTimeout', cause, ...attempts } };
}

/** Lets everything that follows from the last delivery happen. */
function followUps(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
