import type { ActionStep } from '../../../../../src/core/definition/steps/action.ts';
import type { RetryPolicy } from '../../../../../src/core/definition/step-base.ts';
import type { ProbeParams } from '../../../probe.ts';
import { resolve } from './values.ts';
import { ANY, cancelled, completed, failed, inTime, leaveOpen, ms, type Ended, type Fault, type Place } from './world.ts';

const RETRIED = new Set(['transient', 'rate-limited', 'timeout', 'unknown']);
const TEN_MINUTES = 600_000;

/** An action: attempts as `retry` says, each as long as the probe sleeps, cut off by `timeout`. */
export function action(step: ActionStep, path: string, start: number, place: Place): Ended {
  const { sleep, fail, result = null } = resolve(step.params ?? {}, place) as ProbeParams;
  const limit = ms(step.timeout, TEN_MINUTES);
  const took = Math.min(ms(sleep, 0), limit);
  for (let attempt = 1, at = start; ; attempt += 1) {
    place.ledger.calls.push({ path, attempt, at, saw: result });
    const end = at + took;
    if (!inTime(place, end)) return cancelled(place);
    const failing = fail !== undefined && attempt <= (fail.times ?? Infinity);
    if (took < limit && !failing) return completed(end, result);
    const why: Pick<Fault, 'code' | 'class'> =
      took < limit ? { code: fail?.code ?? 'ProbeFailed', class: fail?.class ?? 'transient' } : { code: 'Timeout', class: 'timeout' };
    const fault = { ...why, step: step.id, path };
    if (!isRetried(step.retry, fault, attempt)) return failed(end, fault);
    at = end + ms(step.retry?.baseDelay, 0);
    if (!inTime(place, at)) return cancelled(place);
  }
}

/** Whether another attempt or pass follows the one that failed. Delays are fixed: `baseDelay`. */
export function isRetried(retry: RetryPolicy | undefined, fault: Fault, made: number): boolean {
  if (retry === undefined || made >= (retry.maxAttempts ?? 1)) return false;
  return retry.retryOn === undefined ? RETRIED.has(fault.class) : fits(retry.retryOn, fault);
}

/** Whether one of the patterns is the class or the code; `*` stands for any text. */
export function fits(patterns: readonly string[], { code, class: errorClass }: Fault): boolean {
  return patterns.some((pattern) => {
    const whole = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
    return whole.test(code) || whole.test(errorClass);
  });
}

/** Someone looks at a failure whose code and class the language does not fix. */
export function lookedAt(fault: Fault | undefined, place: Place): void {
  if (fault?.code === ANY || fault?.class === ANY) leaveOpen(place, 'an error without a code is looked at');
}

/**
 * Undoes the completed steps of some paths, the last completed first, one after the other; gives the moment when it is done.
 */
export function rollBack(place: Place, at: number, concerns: (path: string) => boolean): number {
  const { ledger } = place;
  const due = ledger.undo.filter(({ path }) => concerns(path)).toSorted((a, b) => a.completedAt - b.completedAt);
  ledger.undo = ledger.undo.filter(({ path }) => !concerns(path));
  if (due.some(({ completedAt, lane }, i) => due[i + 1]?.completedAt === completedAt && due[i + 1]?.lane !== lane))
    leaveOpen(place, 'two steps completed at once are rolled back');
  let now = at;
  for (const { path, ms: took, fails, saw } of due.toReversed()) {
    now = place.gate(now);
    ledger.calls.push({ path: `${path}~rollback`, attempt: 1, at: now, saw });
    now += took;
    if (fails) ledger.undoFailed.push(path);
    else {
      ledger.undone.push(path);
      if (ledger.steps.has(path)) ledger.steps.set(path, 'ROLLED_BACK');
    }
  }
  return now;
}
