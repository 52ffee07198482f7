import type { Failure } from '../core/errors/failure.ts';
import { toFailure } from '../core/errors/stepwright-error.ts';
import { decideRetry } from '../core/expression/decide-retry.ts';
import type { ActionCall, ActionResult, Outcome, Runtime } from '../core/interpreter/runtime.ts';
import type { Scope } from '../core/interpreter/scope.ts';
import type { InMemoryRuntime } from './in-memory-runtime.ts';
import { internalAction } from './internal-actions.ts';
import { MockAttempt, type MockAction } from './mock-attempt.ts';

const CANCELLED: Failure = { code: 'Cancelled', class: 'cancelled', message: 'cancelled' };

/** What one history of one run sees of the world in memory. */
export class RunRuntime implements Runtime {
  readonly #world: InMemoryRuntime;
  readonly #keyRunId: string;
  /** Timers of this history: they go with it. */
  readonly #timers = new Set<() => void>();
  #over = false;
  readonly startChild: Runtime['startChild'];

  constructor(world: InMemoryRuntime, { keyRunId, startChild }: { readonly keyRunId: string; readonly startChild: Runtime['startChild'] }) {
    this.#world = world;
    this.#keyRunId = keyRunId;
    this.startChild = startChild;
  }

  now(): number {
    return this.#world.now();
  }

  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void {
    this.#world.options.onLog?.(level, message, fields);
  }

  changed(): void {
    // Nobody watches: queries read the state.
  }

  /** A fresh one at once, where the test wants it: what is at work is never waited for. */
  historyLoad(): number {
    return !this.#over && this.#world.options.handOverWhen?.() === true ? 1 : 0;
  }

  quiet(): Promise<void> {
    return this.#world.quiet();
  }

  /** This history is over: its timers go, another begins. */
  leave(): void {
    this.#over = true;
    for (const callOff of this.#timers) callOff();
  }

  sleep(scope: Scope, ms: number): Promise<Outcome<null>> {
    if (scope.cancelled) return Promise.resolve({ status: 'cancelled' });
    return new Promise((resolve) => {
      const end = (outcome: Outcome<null>) => {
        off();
        callOff();
        this.#timers.delete(callOff);
        resolve(outcome);
      };
      const callOff = this.#world.clock.after(ms, () =>
        this.#world.deliver(() => {
          if (!this.#over) end({ status: 'completed', value: null });
        }),
      );
      this.#timers.add(callOff);
      const off = scope.onCancel(() => end({ status: 'cancelled' }));
    });
  }

  callAction(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>> {
    if (scope.cancelled) return Promise.resolve({ status: 'cancelled' });
    return new Promise((resolve) => {
      const deliver = (outcome: Outcome<ActionResult>) => this.#world.deliver(() => resolve(outcome));
      void this.#attempts(scope, call).then(deliver, (error: unknown) => deliver({ status: 'failed', failure: toFailure(error) }));
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
      const delay = decideRetry(call.retry, failure, `${this.#keyRunId}/${call.path}`);
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
    const action = this.#actionOf(call);
    if (action === undefined) return { status: 'failed', failure: unknownAction(call) };
    const host = { clock: this.#world.clock, working: (change: 1 | -1) => this.#world.worked(change) };
    const running = new MockAttempt(host, call, { action, attempt, runId: this.#keyRunId });
    const offTimer = this.#world.clock.after(limit, () =>
      running.abort({ code: 'Timeout', class: 'timeout', message: `the attempt was not done after ${limit} ms` }),
    );
    const offScope = scope.onCancel(() => running.abort(CANCELLED));
    const outcome = await running.end;
    offTimer();
    offScope();
    return outcome.status === 'failed' && outcome.failure === CANCELLED ? { status: 'cancelled' } : outcome;
  }

  #actionOf({ target, action }: ActionCall): MockAction | undefined {
    const name = `${target}.${action}`;
    return this.#world.options.actions[name] ?? internalAction(name, this.#world);
  }
}

function unknownAction(call: ActionCall): Failure {
  return { code: 'UnknownAction', class: 'permanent', message: `no action ${call.target}.${call.action}` };
}

function totalTimeout(cause: Failure): Outcome<never> {
  const attempts = cause.attempts === undefined ? {} : { attempts: cause.attempts };
  return { status: 'failed', failure: { code: 'Timeout', class: 'timeout', message: 'not done within totalTimeout', cause, ...attempts } };
}
