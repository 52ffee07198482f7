import { StepwrightError } from '../errors/stepwright-error.ts';
import type { JournalEntry } from './journal.ts';
import { isInside, type RollbackEntry } from './rollback.ts';

/** Which part of a rollback is meant; nothing given: all of it. */
export interface RollbackChoice {
  /** Paths of steps, or of blocks for all inside; an id, where one step has it. */
  readonly steps?: readonly string[];
  /** Path or id of the step that is gone back to: it stays, what completed after it is undone. */
  readonly backTo?: string;
}

/** What can be undone, in order of completion, and what the run has done. */
export interface Undoable {
  readonly entries: readonly RollbackEntry[];
  readonly journal: readonly JournalEntry[];
}

/**
 * The entries that a choice means, in order of completion.
 *
 * @throws {StepwrightError} `NoSuchStep`, `InvalidValue` when both are given, `NothingToRollBack` when nothing is left to undo
 */
export function chosenEntries(undoable: Undoable, { steps, backTo }: RollbackChoice): readonly RollbackEntry[] {
  if (steps !== undefined && backTo !== undefined) {
    throw new StepwrightError('InvalidValue', 'a rollback is of chosen steps, or back to a step, not both', { class: 'validation' });
  }
  const { entries } = undoable;
  if (steps !== undefined) return named(entries, steps);
  const chosen = backTo === undefined ? entries : after(undoable, backTo);
  if (chosen.length > 0) return chosen;
  const what = backTo === undefined ? 'nothing is left to undo' : `nothing that could be undone completed after "${backTo}"`;
  throw new StepwrightError('NothingToRollBack', what, { class: 'validation' });
}

function named(entries: readonly RollbackEntry[], steps: readonly string[]): readonly RollbackEntry[] {
  if (steps.length === 0) throw new StepwrightError('InvalidValue', 'which steps are to be undone?', { class: 'validation' });
  const meant = new Set(steps.flatMap((step) => meantBy(entries, step)));
  return entries.filter((entry) => meant.has(entry));
}

function meantBy(entries: readonly RollbackEntry[], step: string): readonly RollbackEntry[] {
  const byPath = entries.filter(({ path }) => path === step || isInside(path, step));
  if (byPath.length > 0) return byPath;
  const byId = entries.filter(({ stepId }) => stepId === step);
  if (byId.length === 1) return byId;
  const paths = (byId.length === 0 ? entries : byId).map(({ path }) => path).join(', ');
  if (byId.length > 1) throw noSuchStep(`"${step}" completed more than once`, `say which: ${paths}`);
  throw noSuchStep(
    `there is nothing to undo of "${step}"`,
    entries.length === 0 ? 'nothing is left to undo' : `these can be undone: ${paths}`,
  );
}

function after({ entries, journal }: Undoable, backTo: string): readonly RollbackEntry[] {
  const own = entries.findLastIndex(({ path }) => path === backTo || isInside(path, backTo));
  if (own !== -1) return entries.slice(own + 1);
  const stay = stepIn(journal, backTo);
  const inLog = entries.findIndex(({ path }) => path === stay.path);
  if (inLog !== -1) return entries.slice(inLog + 1);
  // It has no rollback of its own: its place in the order of completion is that of its end.
  const order = new Map(journal.map((entry, index) => [entry.path, { entry, index }]));
  const place = order.get(stay.path)?.index ?? -1;
  const ended = stay.endedAt ?? 0;
  return entries.filter(({ path, top }) => {
    // The steps of an iteration that is over are not kept: the loop stands for them.
    const { entry, index } = order.get(path) ?? order.get(top) ?? { entry: undefined, index: -1 };
    const at = entry?.endedAt ?? Number.MAX_SAFE_INTEGER;
    return at > ended || (at === ended && index > place);
  });
}

function stepIn(journal: readonly JournalEntry[], step: string): JournalEntry {
  const byPath = journal.filter(({ path }) => path === step);
  const found = byPath.length > 0 ? byPath : journal.filter(({ stepId }) => stepId === step);
  const [only] = found;
  if (only === undefined) throw noSuchStep(`the run has done no step "${step}"`, 'give its path, such as each-order[3].charge, or its id');
  if (found.length > 1) throw noSuchStep(`"${step}" was done more than once`, `say which: ${found.map(({ path }) => path).join(', ')}`);
  if (only.status === 'COMPLETED') return only;
  throw noSuchStep(`"${step}" is ${only.status}: there is no going back to it`, 'name a step that has completed');
}

function noSuchStep(message: string, hint: string): StepwrightError {
  return new StepwrightError('NoSuchStep', `${message} (${hint})`, { class: 'validation' });
}
