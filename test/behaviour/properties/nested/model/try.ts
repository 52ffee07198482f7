import type { TryStep } from '../../../../../src/core/definition/steps/try.ts';
import { fits, isRetried, lookedAt, rollBack } from './calls.ts';
import { holds } from './values.ts';
import { cancelled, cutOf, failed, forget, inTime, isInside, leaveOpen, ms, shielded, type Ended, type Place } from './world.ts';

/** Passes as `retry` says, then the catch that fits, then `finally`, whatever happened. */
export function tryBlock(step: TryStep, path: string, start: number, place: Place): Ended {
  const { ended, prefix } = passes(step, path, start, place);
  const caught = ended.how === 'failed' ? handled(step, prefix, ended, place) : ended;
  return finished(step, { path, prefix }, caught, place);
}

interface Passed {
  readonly ended: Ended;
  /** Of the last pass; the steps of `catch` and `finally` have it as well. */
  readonly prefix: string;
}

function passes(step: TryStep, path: string, start: number, place: Place): Passed {
  for (let pass = 1, at = start; ; pass += 1) {
    const prefix = pass === 1 ? path : `${path}#${pass}`;
    forget(place, step.steps);
    const ended = within(step, { path, at }, place, (own) => own.list(step.steps, prefix, at, own));
    if (ended.how !== 'failed' || ended.fault === undefined) return { ended, prefix };
    const over = rolledBack(step, path, ended, place);
    if (step.retry !== undefined) lookedAt(ended.fault, place);
    if (!isRetried(step.retry, ended.fault, pass)) return { ended: over, prefix };
    at = place.gate(over.at + ms(step.retry?.baseDelay, 0));
    if (!inTime(place, at)) return { ended: cancelled(place), prefix };
  }
}

/** A block's `timeout` is one pass: it cancels what is inside and is a failure. */
export function within(
  step: { readonly id: string; readonly timeout?: unknown },
  { path, at }: { readonly path: string; readonly at: number },
  place: Place,
  work: (place: Place) => Ended,
): Ended {
  if (step.timeout === undefined) return work(place);
  const due = place.due(at + ms(step.timeout, 0));
  if (due === cutOf(place)) leaveOpen(place, `two timeouts at ${due}`);
  const ended = work({ ...place, cuts: [...place.cuts, due] });
  if (ended.how !== 'cancelled' || due > cutOf(place)) return ended;
  shielded(place, [due, ended.at], 'the cancellation of what is inside');
  return failed(ended.at, { code: 'Timeout', class: 'timeout', step: step.id, path });
}

/** A block that failed undoes its completed steps there, if it says so. */
export function rolledBack(
  { rollbackOnFailure }: { readonly rollbackOnFailure?: unknown },
  path: string,
  ended: Ended,
  place: Place,
): Ended {
  if (rollbackOnFailure !== true) return ended;
  const at = rollBack(place, ended.at, (each) => isInside(path, each));
  shielded(place, [ended.at, at], 'the rollback of a block');
  return { ...ended, at };
}

function handled(step: TryStep, prefix: string, error: Ended, place: Place): Ended {
  const { fault } = error;
  if (fault === undefined) return error;
  const record = { code: fault.code, class: fault.class, step: fault.step, path: fault.path };
  const inner: Place = { ...place, locals: { ...place.locals, error: record } };
  const found = (step.catch ?? []).find((clause) => {
    if (clause.errors !== undefined || clause.when !== undefined) lookedAt(fault, place);
    const named = clause.as === undefined ? inner : { ...inner, locals: { ...inner.locals, [clause.as]: record } };
    return (clause.errors === undefined || fits(clause.errors, fault)) && (clause.when === undefined || holds(clause.when, named));
  });
  if (found === undefined) return error;
  if (JSON.stringify(found.steps).includes('error.')) lookedAt(fault, place);
  const locals = found.as === undefined ? inner.locals : { ...inner.locals, [found.as]: record };
  const ended = place.list(found.steps, prefix, error.at, { ...inner, locals });
  if (ended.how !== 'failed') return ended;
  if (step.finally !== undefined && step.rollbackOnFailure === true && place.ledger.undo.some(({ path }) => isInside(prefix, path)))
    leaveOpen(place, 'a catch that failed has completed steps, and a finally follows');
  return rolledBack(step, prefix, ended, place);
}

/** Cancellation is not caught, but `finally` sees it: it runs to its end. */
function finished(step: TryStep, { path, prefix }: { readonly path: string; readonly prefix: string }, ended: Ended, place: Place): Ended {
  if (step.finally === undefined) return ended;
  const last = place.list(step.finally, prefix, ended.at, { ...place, cuts: [] });
  shielded(place, [ended.at, last.at], 'a finally');
  if (ended.how === 'returned' && last.at > ended.at) leaveOpen(place, 'a return whose finally takes time, while others are cancelled');
  if (last.how === 'completed') return { ...ended, at: last.at };
  if (ended.how === 'cancelled' || ended.how === 'returned') leaveOpen(place, 'a finally that fails while the run is ended');
  return last.how === 'failed' ? rolledBack(step, path, last, place) : last;
}
