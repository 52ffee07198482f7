import type { Failure } from '../core/errors/failure.ts';
import { StepwrightError, toFailure } from '../core/errors/stepwright-error.ts';
import type { ActionCall, Outcome } from '../core/interpreter/runtime.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What a mocked action is given. */
export interface MockContext {
  /** From 1. */
  readonly attempt: number;
  readonly path: string;
  readonly stepId: string;
  /** Run id and path, as a worker gives it. */
  readonly idempotencyKey: string;
  /** Aborted when the run is cancelled or the attempt timed out. */
  readonly signal: AbortSignal;
  /** Waits in virtual time; rejects when the run is cancelled or the attempt timed out. */
  sleep(ms: number): Promise<void>;
}

/** Stands for an action: returns its result or throws. */
export type MockAction = (params: Readonly<Record<string, unknown>>, ctx: MockContext) => unknown;

/** What an attempt needs of the runtime. */
export interface MockHost {
  readonly clock: VirtualClock;
  /** A mock began (1) or ceased (-1) to work: while one works, virtual time stands still. */
  working(change: 1 | -1): void;
}

/** One try of a mocked action: ends with the mock or when it is aborted, whichever comes first. */
export class MockAttempt {
  readonly end: Promise<Outcome<unknown>>;
  readonly #host: MockHost;
  readonly #controller = new AbortController();
  readonly #sleeping = new Set<(failure: Failure) => void>();
  #resolve: (outcome: Outcome<unknown>) => void = () => undefined;
  #working = false;
  #over = false;

  constructor(host: MockHost, call: ActionCall, mock: { readonly action: MockAction; readonly attempt: number; readonly runId: string }) {
    this.#host = host;
    this.end = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    void this.#run(mock.action, jsonOf(call.params), {
      attempt: mock.attempt,
      path: call.path,
      stepId: call.stepId,
      idempotencyKey: `${mock.runId}/${call.path}`,
      signal: this.#controller.signal,
      sleep: (ms) => this.#sleep(ms),
    });
  }

  /** Ends the attempt at once; a mock that goes on nevertheless is not waited for. */
  abort(failure: Failure): void {
    this.#finish({ status: 'failed', failure });
    this.#controller.abort();
    for (const interrupt of this.#sleeping) interrupt(failure);
  }

  async #run(action: MockAction, params: unknown, ctx: MockContext): Promise<void> {
    this.#work(true);
    try {
      this.#finish({ status: 'completed', value: jsonOf(await action(params as Readonly<Record<string, unknown>>, ctx)) });
    } catch (error) {
      this.#finish({ status: 'failed', failure: toFailure(error) });
    }
  }

  #finish(outcome: Outcome<unknown>): void {
    this.#work(false);
    this.#over = true;
    this.#resolve(outcome);
  }

  /** A mock that sleeps is not at work: the clock may move. */
  #sleep(ms: number): Promise<void> {
    this.#work(false);
    return new Promise((resolve, reject) => {
      const wake = (settle: () => void) => {
        this.#sleeping.delete(interrupt);
        callOff();
        this.#work(true);
        settle();
      };
      const callOff = this.#host.clock.after(ms, () => wake(resolve));
      const interrupt = ({ code, class: errorClass, message }: Failure) =>
        wake(() => reject(new StepwrightError(code, message, { class: errorClass })));
      this.#sleeping.add(interrupt);
    });
  }

  #work(on: boolean): void {
    if (this.#over || this.#working === on) return;
    this.#working = on;
    this.#host.working(on ? 1 : -1);
  }
}

/** The value as it would arrive after travelling as JSON; nothing is null. */
function jsonOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null');
}
