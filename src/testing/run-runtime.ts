import type { Failure } from '../core/errors/failure.ts';
import { toFailure } from '../core/errors/stepwright-error.ts';
import { decideRetry } from '../core/expression/decide-retry.ts';
import { fillSecrets, secretPlaceholder } from '../core/expression/secret-text.ts';
import { ASK_AGAIN } from '../core/interpreter/place.ts';
import type { ActionCall, ActionResult, Outcome, Runtime } from '../core/interpreter/runtime.ts';
import { notDoneInTime } from '../core/run/not-done-in-time.ts';
import type { Scope } from '../core/interpreter/scope.ts';
import type { InMemoryRuntime } from './in-memory-runtime.ts';
import { INTERNAL_TARGET, internalAction } from './internal-actions.ts';
import { MockAttempt, type MockAction } from './mock-attempt.ts';

const CANCELLED: Failure = { code: 'Cancelled', class: 'cancelled', message: 'cancelled' };

/** How the interpreter names the timers of time limits. */
const LIMIT = /(?:^workflow| ·) timeout$/;

interface RunFacts {
  readonly runId: string;
  /** Run id in its idempotency keys. */
  readonly keyRunId: string;
  readonly startChild: Runtime['startChild'];
}

interface AttemptTime {
  /** From 1. */
  readonly attempt: number;
  /** Milliseconds. */
  readonly limit: number;
}

/** What one history of one run sees of the world in memory. */
export class RunRuntime implements Runtime {
  readonly #world: InMemoryRuntime;
  readonly #runId: string;
  readonly #keyRunId: string;
  /** Timers of this history: they go with it. */
  readonly #timers = new Set<() => void>();
  #over = false;
  readonly startChild: Runtime['startChild'];

  constructor(world: InMemoryRuntime, { runId, keyRunId, startChild }: RunFacts) {
    this.#world = world;
    this.#runId = runId;
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
    this.#world.options.observer?.changed(this.#runId);
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

  sleep(scope: Scope, ms: number, summary = ''): Promise<Outcome<null>> {
    if (scope.cancelled) return Promise.resolve({ status: 'cancelled' });
    return new Promise((resolve) => {
      const end = (outcome: Outcome<null>) => {
        off();
        callOff();
        this.#timers.delete(callOff);
        resolve(outcome);
      };
      const fire = () =>
        this.#world.deliver(() => {
          if (!this.#over) end({ status: 'completed', value: null });
        });
      // Here nobody who is called misses it.
      const callOff = summary === ASK_AGAIN ? () => undefined : this.#world.clock.after(ms, fire, LIMIT.test(summary) ? 'limit' : 'timer');
      this.#timers.add(callOff);
      const off = scope.onCancel(() => end({ status: 'cancelled' }));
    });
  }

  callAction(scope: Scope, resolved: ActionCall): Promise<Outcome<ActionResult>> {
    if (scope.cancelled) return Promise.resolve({ status: 'cancelled' });
    return new Promise((resolve) => {
      const deliver = (outcome: Outcome<ActionResult>) => this.#world.deliver(() => resolve(outcome));
      void this.attempts(scope, resolved).then(deliver, (error: unknown) => deliver({ status: 'failed', failure: toFailure(error) }));
    });
  }

  /** All attempts at a call; nobody is told by a delivery. */
  async attempts(scope: Scope, resolved: ActionCall): Promise<Outcome<ActionResult>> {
    const call = withoutSecrets(resolved);
    const started = this.now();
    for (let attempt = 1; ; attempt += 1) {
      const began = this.now();
      const left = call.totalTimeout === undefined ? Number.POSITIVE_INFINITY : call.totalTimeout - (began - started);
      const outcome = await this.#attempt(scope, call, { attempt, limit: Math.min(call.timeout, left) });
      if (outcome.status === 'completed')
        return { status: 'completed', value: { ...outcome.value, ms: this.now() - began, attempts: attempt } };
      if (outcome.status === 'cancelled' || scope.cancelled) return { status: 'cancelled' };
      const failure: Failure = { ...outcome.failure, attempts: attempt };
      if (call.totalTimeout !== undefined && this.now() - started >= call.totalTimeout)
        return { status: 'failed', failure: notDoneInTime(failure) };
      const delay = decideRetry(call.retry, failure, `${this.#keyRunId}/${call.path}`);
      if (delay === undefined) return { status: 'failed', failure };
      if (call.totalTimeout !== undefined && this.now() - started + delay >= call.totalTimeout)
        return { status: 'failed', failure: notDoneInTime(failure) };
      if ((await this.sleep(scope, delay)).status === 'cancelled') return { status: 'cancelled' };
    }
  }

  /** With the cache and the circuit breaker of the call before it. */
  async #attempt(scope: Scope, call: ActionCall, time: AttemptTime): Promise<Outcome<Pick<ActionResult, 'data' | 'cached'>>> {
    if (call.cache === undefined && call.circuitBreaker === undefined) return asResult(await this.#mock(scope, call, time));
    const end = this.now() + time.limit;
    const left = () => end - this.now();
    const outcome = await this.#world.policies.through({
      call,
      attempt: time.attempt,
      runId: this.#keyRunId,
      make: () => this.#mock(scope, call, { ...time, limit: left() }),
      wait: async (ms) => (left() <= 0 ? { status: 'failed', failure: timedOut(time.limit) } : this.sleep(scope, Math.min(ms, left()))),
    });
    if (outcome.status !== 'completed') return outcome;
    const { data, cached } = outcome.value;
    return { status: 'completed', value: { data, ...(cached ? { cached } : {}) } };
  }

  async #mock(scope: Scope, call: ActionCall, { attempt, limit }: AttemptTime): Promise<Outcome<unknown>> {
    const action = this.#actionOf(call);
    if (action === undefined) return { status: 'failed', failure: unknownAction(call) };
    const host = { clock: this.#world.clock, working: (change: 1 | -1) => this.#world.worked(change) };
    const ended = this.#world.options.observer?.calling({ call, attempt, runId: this.#keyRunId });
    const running = new MockAttempt(host, call, { action, attempt, runId: this.#keyRunId });
    const offTimer = this.#world.clock.after(limit, () => running.abort(timedOut(limit)), 'limit');
    const offScope = scope.onCancel(() => running.abort(CANCELLED));
    const outcome = await running.end;
    offTimer();
    offScope();
    const end: Outcome<unknown> = outcome.status === 'failed' && outcome.failure === CANCELLED ? { status: 'cancelled' } : outcome;
    ended?.(end);
    return end;
  }

  #actionOf(call: ActionCall): MockAction | undefined {
    const name = `${call.target}.${call.action}`;
    const { actions, otherAction } = this.#world.options;
    return Object.hasOwn(actions, name) ? actions[name] : (internalAction(name, this.#world) ?? otherAction?.(call));
  }
}

function asResult(outcome: Outcome<unknown>): Outcome<Pick<ActionResult, 'data' | 'cached'>> {
  return outcome.status === 'completed' ? { status: 'completed', value: { data: outcome.value } } : outcome;
}

function timedOut(limit: number): Failure {
  return { code: 'Timeout', class: 'timeout', message: `the attempt was not done after ${limit} ms` };
}

/** Mocks are given no secrets: what stands for one is its name. */
function withoutSecrets(call: ActionCall): ActionCall {
  // What the interpreter itself calls fills nothing in, here as on a worker.
  if (call.target === INTERNAL_TARGET) return call;
  return { ...call, params: fillSecrets(call.params, secretPlaceholder) as ActionCall['params'] };
}

function unknownAction(call: ActionCall): Failure {
  return { code: 'UnknownAction', class: 'permanent', message: `no action ${call.target}.${call.action}` };
}
