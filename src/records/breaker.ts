import { createHash } from 'node:crypto';

import { isRetryableClass } from '../core/errors/error-class.ts';
import type { Failure } from '../core/errors/failure.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { BreakerSpec } from '../core/run/breaker-spec.ts';
import { ABSENT, type Collection, type CollectionSpec, type Store } from '../storage/store.ts';
import { admit, afterFailure, afterNothing, afterSuccess, type Circuit, type Moment } from './circuit.ts';
import type { Outage } from './outage.ts';

const CIRCUITS: CollectionSpec = { name: 'circuits' };
/** Milliseconds that an open circuit is remembered when nobody calls. */
const DAY = 24 * 3_600_000;

/** For people: what it is kept under is a hash, since keys of the user's may be long. */
interface Kept extends Circuit {
  readonly key: string;
}

/** A call on its way through a circuit. */
export interface GuardedCall {
  readonly spec: BreakerSpec;
  /** Names the attempt: of a probe it is known later how it ended. */
  readonly id: string;
}

/** How a call was let through. */
export type Pass = 'call' | 'probe';

/** What the end of a call says of the other side; `nothing` when it was cancelled. */
export type Evidence = 'worked' | 'failed' | 'nothing';

/** What is worth another attempt is the other side's failure; who answers that a call is wrong is well. */
export function evidenceIn({ class: errorClass }: Pick<Failure, 'class'>): Evidence {
  if (errorClass === 'cancelled') return 'nothing';
  return isRetryableClass(errorClass) ? 'failed' : 'worked';
}

/**
 * Circuits, by key, shared by all who have the same store. A call costs one read while all is well; only failures and probes
 * write. When the store is away every call is let through.
 */
export class Breaker {
  readonly #circuits: Collection<Kept>;
  readonly #outage: Outage;
  readonly #now: () => number;

  constructor(store: Store, { outage, now = Date.now }: { readonly outage: Outage; readonly now?: () => number }) {
    this.#circuits = store.collection<Kept>(CIRCUITS);
    this.#outage = outage;
    this.#now = now;
  }

  /**
   * Lets the call through, or not; `leave` is owed for one that was.
   * @throws {StepwrightError} `CircuitOpen` (transient), with the time until it may be tried again
   */
  async enter(call: GuardedCall): Promise<Pass> {
    const admitted = (await this.#outage.ask(() => this.#admit(call)))?.answer ?? 'call';
    if (typeof admitted === 'string') return admitted;
    const { retryAfter } = admitted;
    throw new StepwrightError('CircuitOpen', `the circuit "${call.spec.key}" is open after too many failures: nothing was called`, {
      class: 'transient',
      retryAfter,
      details: { key: call.spec.key, until: new Date(this.#now() + retryAfter).toISOString() },
      hint: `it is tried again in ${retryAfter} ms; a retry policy waits for that`,
    });
  }

  /** Notes how a call ended that was let through. */
  async leave(call: GuardedCall, pass: Pass, evidence: Evidence): Promise<void> {
    if (pass === 'call' && evidence !== 'failed') return;
    await this.#outage.ask(() => this.#note(call, evidence));
  }

  async #admit({ spec, id }: GuardedCall): Promise<Pass | { readonly retryAfter: number }> {
    for (;;) {
      const found = await this.#circuits.get(idOf(spec));
      const admission = admit(found?.value, spec, { now: this.#now(), id });
      if (admission.as !== 'probe') return admission.as === 'call' ? 'call' : admission;
      if (await this.#write(spec, admission.circuit, found?.revision)) return 'probe';
    }
  }

  async #note({ spec, id }: GuardedCall, evidence: Evidence): Promise<void> {
    for (;;) {
      const found = await this.#circuits.get(idOf(spec));
      const circuit = next(found?.value, spec, { evidence, now: this.#now(), id });
      if (circuit === found?.value || (await this.#write(spec, circuit, found?.revision))) return;
    }
  }

  /** False: somebody was quicker. */
  async #write(spec: BreakerSpec, circuit: Circuit | undefined, revision = ABSENT): Promise<boolean> {
    if (circuit === undefined) return this.#circuits.delete(idOf(spec), { expected: revision });
    // The circuit's own times decide; what is kept only has to outlast them.
    const ttl = DAY + (circuit.openUntil === undefined ? spec.window : spec.openFor);
    return (await this.#circuits.put(idOf(spec), { ...circuit, key: spec.key }, { expected: revision, ttl })) !== undefined;
  }
}

function next(
  circuit: Circuit | undefined,
  spec: BreakerSpec,
  { evidence, ...moment }: Moment & { readonly evidence: Evidence },
): Circuit | undefined {
  if (evidence === 'failed') return afterFailure(circuit, spec, moment);
  return evidence === 'worked' ? afterSuccess(circuit, moment.id) : afterNothing(circuit, moment.id);
}

function idOf({ key }: BreakerSpec): string {
  return createHash('sha256').update(key).digest('hex');
}
