import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import { evidenceIn, type Breaker, type Evidence } from '../../src/records/breaker.ts';
import { recordOf } from './failure.ts';
import type { AttemptHost } from './attempt.ts';
import { isVerdict } from './interruption.ts';

interface Attempt {
  readonly breaker: Breaker;
  readonly host: AttemptHost;
}

/**
 * Does the work unless the circuit of the call is open.
 * @throws {StepwrightError} `CircuitOpen`
 */
export async function throughBreaker<T>(
  { circuitBreaker: spec, runId, path }: ActionEnvelope,
  { breaker, host }: Attempt,
  work: () => Promise<T>,
): Promise<T> {
  if (spec === undefined) return work();
  const call = { spec, id: `${runId}/${path}#${host.attempt}` };
  const pass = await breaker.enter(call);
  let evidence: Evidence = 'worked';
  try {
    return await work();
  } catch (error) {
    evidence = isVerdict(error, host) ? 'nothing' : evidenceIn(recordOf(error));
    throw error;
  } finally {
    await breaker.leave(call, pass, evidence);
  }
}
