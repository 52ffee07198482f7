import type { BreakerSpec } from '../core/run/breaker-spec.ts';

/** What is kept of a circuit that failed of late; of one that works nothing is. Times are ms since the epoch. */
export interface Circuit {
  /** When calls failed, oldest first. */
  readonly failures: readonly number[];
  /** Nothing is called until then; after it probes are. Absent: it is closed. */
  readonly openUntil?: number;
  /** Calls let through since, and until when each counts: its worker may have died. */
  readonly probes?: readonly Probe[];
}

interface Probe {
  readonly id: string;
  readonly until: number;
}

/** What becomes of a call. */
export type Admission =
  | { readonly as: 'call' }
  | { readonly as: 'probe'; readonly circuit: Circuit }
  /** Milliseconds until it may be tried again. */
  | { readonly as: 'refused'; readonly retryAfter: number };

export interface Moment {
  readonly now: number;
  /** Names the call. */
  readonly id: string;
}

/** A probe is soon over, one way or the other. */
const NEXT_PROBE = 1_000;

export function admit(circuit: Circuit | undefined, spec: BreakerSpec, { now, id }: Moment): Admission {
  if (circuit?.openUntil === undefined) return { as: 'call' };
  if (now < circuit.openUntil) return { as: 'refused', retryAfter: circuit.openUntil - now };
  const probes = (circuit.probes ?? []).filter((probe) => probe.until > now && probe.id !== id);
  if (probes.length >= spec.probes) return { as: 'refused', retryAfter: Math.min(NEXT_PROBE, spec.openFor) };
  return { as: 'probe', circuit: { ...circuit, probes: [...probes, { id, until: now + spec.openFor }] } };
}

/** The circuit once a call has failed; the same one when that is no news. */
export function afterFailure(circuit: Circuit | undefined, spec: BreakerSpec, { now, id }: Moment): Circuit | undefined {
  if (circuit?.openUntil !== undefined) return isProbe(circuit, id) ? opened(spec, now) : circuit;
  const failures = [...(circuit?.failures ?? []).filter((at) => at > now - spec.window), now];
  return failures.length >= spec.failures ? opened(spec, now) : { failures };
}

/** The circuit once a call has worked: what a probe finds closes it. */
export function afterSuccess(circuit: Circuit | undefined, id: string): Circuit | undefined {
  return isProbe(circuit, id) ? undefined : circuit;
}

/** The circuit once a call has ended in a way that says nothing: somebody else may probe. */
export function afterNothing(circuit: Circuit | undefined, id: string): Circuit | undefined {
  if (circuit === undefined || !isProbe(circuit, id)) return circuit;
  return { ...circuit, probes: (circuit.probes ?? []).filter((probe) => probe.id !== id) };
}

function isProbe(circuit: Circuit | undefined, id: string): boolean {
  return circuit?.probes?.some((probe) => probe.id === id) === true;
}

function opened({ openFor }: BreakerSpec, now: number): Circuit {
  return { failures: [], openUntil: now + openFor };
}
