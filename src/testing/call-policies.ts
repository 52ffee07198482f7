import { toFailure } from '../core/errors/stepwright-error.ts';
import type { ActionCall, Outcome } from '../core/interpreter/runtime.ts';
import { Breaker, evidenceIn, type Evidence } from '../records/breaker.ts';
import { Cache, type CacheAnswer } from '../records/cache.ts';
import { Outage } from '../records/outage.ts';
import type { Store } from '../storage/store.ts';

/** One attempt of a call, and how to make it. */
export interface PolicedAttempt {
  readonly call: ActionCall;
  /** From 1. */
  readonly attempt: number;
  /** Run id in the idempotency keys. */
  readonly runId: string;
  readonly make: () => Promise<Outcome<unknown>>;
  /** Waits in virtual time; anything but `completed` ends the attempt. */
  wait(ms: number): Promise<Outcome<unknown>>;
}

/** What the policies need of the world. */
interface PolicyWorld {
  readonly store: Store;
  now(): number;
  /** Something began (1) or ceased (-1) to work: while it does, virtual time stands still. */
  worked(change: 1 | -1): void;
}

/** An end that is no result, on its way through code that knows only results and errors. */
class OtherEnd extends Error {
  readonly outcome: Outcome<never>;

  constructor(outcome: Outcome<never>) {
    super(outcome.status);
    this.outcome = outcome;
  }
}

/** The cache and the circuit breaker before a mock: those of a worker, in virtual time. */
export class CallPolicies {
  readonly #world: PolicyWorld;
  readonly #cache: Cache;
  readonly #breaker: Breaker;

  constructor(world: PolicyWorld) {
    this.#world = world;
    const options = { outage: new Outage(() => undefined), now: () => world.now() };
    this.#cache = new Cache(world.store, options);
    this.#breaker = new Breaker(world.store, options);
  }

  async through(attempt: PolicedAttempt): Promise<Outcome<CacheAnswer>> {
    this.#world.worked(1);
    try {
      return { status: 'completed', value: await this.#cached(attempt) };
    } catch (error) {
      return error instanceof OtherEnd ? error.outcome : { status: 'failed', failure: toFailure(error) };
    } finally {
      this.#world.worked(-1);
    }
  }

  async #cached(attempt: PolicedAttempt): Promise<CacheAnswer> {
    const { call, runId } = attempt;
    const { cache: spec, ...rest } = call;
    if (spec === undefined) return { data: await this.#guarded(attempt), cached: false };
    return this.#cache.through(
      { ...rest, runId, spec },
      { make: () => this.#guarded(attempt), wait: async (ms) => void (await this.#meanwhile(() => attempt.wait(ms))) },
    );
  }

  async #guarded(attempt: PolicedAttempt): Promise<unknown> {
    const { call, runId } = attempt;
    if (call.circuitBreaker === undefined) return this.#meanwhile(attempt.make);
    const guarded = { spec: call.circuitBreaker, id: `${runId}/${call.path}#${attempt.attempt}` };
    const pass = await this.#breaker.enter(guarded);
    let evidence: Evidence = 'worked';
    try {
      return await this.#meanwhile(attempt.make);
    } catch (error) {
      evidence = error instanceof OtherEnd && error.outcome.status === 'failed' ? evidenceIn(error.outcome.failure) : 'nothing';
      throw error;
    } finally {
      await this.#breaker.leave(guarded, pass, evidence);
    }
  }

  /** What the policies wait for keeps virtual time from moving itself, or does not. */
  async #meanwhile(work: () => Promise<Outcome<unknown>>): Promise<unknown> {
    this.#world.worked(-1);
    const outcome = await work();
    this.#world.worked(1);
    if (outcome.status === 'completed') return outcome.value;
    throw new OtherEnd(outcome);
  }
}
