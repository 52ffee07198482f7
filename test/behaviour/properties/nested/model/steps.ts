import type { EventStep } from '../../../../../src/core/definition/steps/event.ts';
import type { Step } from '../../../../../src/core/definition/step.ts';
import type { ProbeParams } from '../../../probe.ts';
import { action } from './calls.ts';
import { forEach, repeat } from './loops.ts';
import { parallel } from './parallel.ts';
import { rolledBack, tryBlock, within } from './try.ts';
import { holds, resolve } from './values.ts';
import { ANY, cancelled, completed, failed, inTime, isInside, leaveOpen, listsOf, ms, type Ended, type Place } from './world.ts';

/** A list of steps, one after the other; its value is that of the last one declared. */
export function runList(steps: readonly Step[], prefix: string, start: number, place: Place): Ended {
  let last = completed(start, null);
  for (const step of steps) {
    last = runStep(step, `${prefix}.${step.id}`, last.at, place);
    if (last.how !== 'completed') return last;
  }
  return last;
}

/** One step from its start to its end; a failure that is tolerated is completed with null. */
export function runStep(step: Step, path: string, at: number, place: Place): Ended {
  const start = place.gate(at);
  if (!inTime(place, start)) return cancelled(place);
  place.names.values.delete(step.id);
  if (step.when !== undefined && !holds(step.when, place)) {
    note(place, path, 'SKIPPED');
    assign(place, resolve(step.onSkip?.set ?? {}, place));
    return completed(start, null);
  }
  const ended = settled(step, path, performed(step, path, start, place), place);
  if (ended.how === 'skipped') return completed(ended.at, null);
  if (ended.how === 'failed' && step.optional === true && place.optionalCounts) return completed(ended.at, null);
  return ended;
}

/** The end of a step is written down: its status, its value, how to undo it. */
function settled(step: Step, path: string, ended: Ended, place: Place): Ended {
  if (ended.how === 'cancelled') note(place, path, 'CANCELLED');
  if (ended.how === 'skipped') note(place, path, 'SKIPPED');
  if (ended.how === 'returned') note(place, path, 'COMPLETED');
  if (ended.how === 'failed') {
    note(place, path, 'FAILED');
    return listsOf(step).length > 0 && step.type !== 'try'
      ? rolledBack(step as { rollbackOnFailure?: unknown }, path, ended, place)
      : ended;
  }
  if (ended.how !== 'completed') return ended;
  const raw = ended.value ?? null;
  const itself = { ...place, locals: { ...place.locals, result: raw, [step.id]: raw } };
  const value = step.output === undefined ? raw : resolve(step.output, itself);
  place.names.values.set(step.id, value);
  // Not before: a `set` that fails assigns nothing.
  if (step.type === 'set') assign(place, raw);
  note(place, path, 'COMPLETED');
  if (step.rollback !== undefined) {
    const { sleep, fail, result } = resolve(step.rollback.params ?? {}, place) as ProbeParams;
    const { ledger, lane } = place;
    ledger.undo = ledger.undo.filter((entry) => !isInside(path, entry.path));
    ledger.undo.push({ path, completedAt: ended.at, lane, ms: ms(sleep, 0), fails: fail !== undefined, saw: result ?? null });
  }
  return completed(ended.at, value);
}

function note(place: Place, path: string, status: string): void {
  if (!place.body || status === 'FAILED') place.ledger.steps.set(path, status);
}

function assign(place: Place, values: unknown): void {
  for (const [name, value] of Object.entries(values as Readonly<Record<string, unknown>>)) place.names.variables.set(name, value);
}

function performed(step: Step, path: string, start: number, place: Place): Ended {
  if (step.type === 'try') return tryBlock(step, path, start, place);
  if (step.type === 'event') return event(step, path, start, place);
  if (listsOf(step).length > 0) return within(step, { path, at: start }, place, (own) => kind(step, path, start, own));
  return kind(step, path, start, place);
}

/** Takes the oldest event that no step has taken; one that came before its step has waited for it. */
function event(step: EventStep, path: string, start: number, place: Place): Ended {
  const taken = place.names.taken.get(step.event) ?? 0;
  const next = place.events.filter(({ type }) => type === step.event)[taken];
  const arrived = place.due(Math.max(start, next?.at ?? Infinity));
  const due = place.due(start + ms(step.timeout, Infinity));
  if (arrived === due) leaveOpen(place, `an event when its step times out, at ${due}`);
  if (!inTime(place, Math.min(arrived, due))) return cancelled(place);
  if (arrived < due) {
    place.names.taken.set(step.event, taken + 1);
    return completed(arrived, next?.data ?? {});
  }
  if (typeof step.onTimeout === 'object') return place.list(step.onTimeout.steps, path, due, place);
  if (step.onTimeout === 'skip') return { how: 'skipped', at: due };
  return failed(due, { code: 'Timeout', class: 'timeout', step: step.id, path });
}

function kind(step: Step, path: string, start: number, place: Place): Ended {
  switch (step.type) {
    case undefined:
    case 'action':
      return action(step, path, start, place);
    case 'wait': {
      const end = place.due(start + ms(resolve(step.for, place), 0));
      return inTime(place, end) ? completed(end, null) : cancelled(place);
    }
    case 'set':
      return completed(start, resolve(step.values, place));
    case 'fail': {
      const { code = ANY, class: errorClass = 'permanent' }: { code?: string; class?: string } =
        typeof step.error === 'string' ? {} : step.error;
      return failed(start, { code, class: errorClass, step: step.id, path });
    }
    case 'return':
      return { how: 'returned', at: start, value: resolve(step.value ?? null, place) };
    case 'if':
      return place.list((holds(step.condition, place) ? step.then : step.else) ?? [], path, start, place);
    case 'switch':
      return place.list(step.cases.find(({ when }) => holds(when, place))?.steps ?? step.default ?? [], path, start, place);
    case 'forEach':
      return forEach(step, path, start, place);
    case 'while':
    case 'until':
      return repeat(step, path, start, place);
    case 'parallel':
      return parallel(step, path, start, place);
    default:
      throw new Error(`the model does not know ${step.type}`);
  }
}
