import { knownNames } from '../definition/names.ts';
import type { Step } from '../definition/step.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { dependenciesOf } from '../graph/dependencies.ts';
import type { JournalEntry } from '../interpreter/journal.ts';
import { isOpen, topOf, type RollbackEntry } from '../interpreter/rollback.ts';
import type { Snapshot } from '../interpreter/snapshot.ts';
import type { EarlierRun } from './earlier-run.ts';
import { blocksRound, isInside, isWithin } from './paths.ts';
import { keepBefore, reopen } from './reopen.ts';
import { asItStood } from './as-it-stood.ts';

/** What a new run takes over from an earlier one. */
export interface Cut {
  /** Path of the first step that is executed; further out than was asked where a block can only begin anew. */
  readonly begins: string;
  /** Ids of the steps of the top list that are executed, in order of declaration. */
  readonly again: readonly string[];
  /** Outcomes that stand, and blocks that go on inside. */
  readonly journal: readonly JournalEntry[];
  /** How to undo what is taken over, in order of completion. */
  readonly rollbacks: readonly RollbackEntry[];
  /** Instead of both, where the run goes on exactly as it stood: a state machine. */
  readonly snapshot?: Snapshot;
}

/**
 * Cuts the journal of an earlier run. Executed again is whatever has no outcome that stands (it failed, was cancelled, or was undone);
 * the step to begin at and, in a sequence, all after it; and what depends on any of these.
 *
 * @param from path of a step of the definition. @default where the run stopped
 * @throws {StepwrightError} `InvalidValue` when there is nowhere to begin
 */
export function cut(earlier: EarlierRun, definition: WorkflowDefinition, from?: string): Cut {
  if (from === undefined && earlier.record.status === 'COMPLETED') throw nothingToDo(earlier);
  if (definition.states !== undefined) return cutMachine(earlier, definition, from);
  const target = from ?? earlier.stop();
  const steps = definition.steps ?? [];
  const again = againFrom(earlier, definition, from === undefined ? undefined : topOf(from));
  const journal: JournalEntry[] = [];
  let begins = target;
  for (const step of steps) {
    if (!again.has(step.id)) journal.push(...kept(earlier, step));
    else if (target !== undefined && isInside(target, step.id)) {
      const opened = openAt(earlier, step, target);
      begins = opened.begins;
      journal.push(...opened.kept);
    }
  }
  if (target !== undefined && isInside(target, 'finally')) {
    journal.push(...(keepBefore(definition.finally ?? [], 'finally', { earlier, target, inBody: false }) ?? []));
  }
  begins ??= steps.find(({ id }) => again.has(id))?.id;
  if (begins === undefined) throw nothingToDo(earlier);
  return { begins, again: steps.flatMap(({ id }) => (again.has(id) ? [id] : [])), journal, rollbacks: rollbacksOf(earlier, journal) };
}

/** All of a step that stands; but what ended the run is reached again. */
function kept(earlier: EarlierRun, step: Step): readonly JournalEntry[] {
  const { returned } = earlier;
  if (returned === step.id) return [];
  return returned !== undefined && earlier.returnedIn(step.id) ? openAt(earlier, step, returned).kept : earlier.within(step.id);
}

/** Goes on inside a step of the top list: at the target, or at the innermost block round it that can begin anew. */
function openAt(earlier: EarlierRun, step: Step, target: string): { readonly begins: string; readonly kept: readonly JournalEntry[] } {
  const blocks = blocksRound(target).filter((path) => isInside(path, step.id) && earlier.get(path) !== undefined);
  for (const begins of earlier.undone.has(step.id) ? [] : [target, ...blocks.toReversed()]) {
    const kept = reopen(step, { earlier, path: step.id, target: begins, inBody: false });
    if (kept !== undefined) return { begins, kept };
  }
  return { begins: step.id, kept: [] };
}

/** Ids of the steps of the top list that do not stand as they are. */
function againFrom(earlier: EarlierRun, definition: WorkflowDefinition, target: string | undefined): ReadonlySet<string> {
  const { steps = [], mode = 'sequence' } = definition;
  const place = steps.findIndex(({ id }) => id === target);
  const cutOff = (step: Step, index: number) => step.id === target || (mode === 'sequence' && place !== -1 && index > place);
  const again = new Set(steps.filter((step, index) => cutOff(step, index) || !standsOrReturned(earlier, step)).map(({ id }) => id));
  const dependencies = dependenciesOf(steps, knownNames(definition, earlier.record.input));
  for (let before = -1; before !== again.size;) {
    before = again.size;
    for (const [id, needs] of dependencies) if ([...needs].some((need) => again.has(need))) again.add(id);
  }
  return again;
}

function standsOrReturned(earlier: EarlierRun, { id }: Step): boolean {
  return earlier.stands(id) || earlier.returned === id || earlier.returnedIn(id);
}

/** What was done is undone should the new run fail: of steps that are taken over, of finished iterations, of steps the new definition lacks. */
function rollbacksOf({ record, entries }: EarlierRun, journal: readonly JournalEntry[]): readonly RollbackEntry[] {
  const kept = new Set(journal.map(({ path }) => path));
  const lost = new Set(entries.filter(({ path }) => !kept.has(path)).map(({ path }) => path));
  return record.snapshot.rollbacks.filter(isOpen).filter(({ path }) => ![path, ...blocksRound(path)].some((each) => lost.has(each)));
}

/** A state machine goes on in the state in which it stopped: what was before is folded. */
function cutMachine(earlier: EarlierRun, definition: WorkflowDefinition, from: string | undefined): Cut {
  const { snapshot, status } = earlier.record;
  const { machine } = snapshot;
  const stop = earlier.stop();
  if (machine === undefined || machine.phase === 'done' || earlier.undone.size > 0) {
    throw new StepwrightError(
      'InvalidValue',
      `the machine can't be taken up: ${machine === undefined ? 'it never began' : status === 'COMPLETED' ? 'it has come to its end' : 'its steps were undone'}`,
      {
        class: 'validation',
        hint: 'start a new run with the same input',
      },
    );
  }
  if (from !== undefined && from !== stop) {
    throw new StepwrightError('InvalidValue', `a state machine can't begin at ${from}`, {
      class: 'validation',
      hint: `it goes on in state "${machine.state}", where it stopped${stop === undefined ? '' : `, at ${stop}`}: leave the step out`,
    });
  }
  const target = stop ?? machine.state;
  const { visits, state } = machine;
  const number = visits[state] ?? 1;
  const visit = number === 1 ? state : `${state}#${number}`;
  const body = machine.internal > 0 && stop?.startsWith(`${visit}[`) === true ? `${visit}[${machine.internal}]` : visit;
  const own = definition.states?.[state] ?? {};
  const list = { entry: own.entry, exit: own.exit, steps: machine.move?.steps, always: [], waiting: [] }[machine.phase] ?? [];
  const before = stop === undefined ? undefined : keepBefore(list, body, { earlier, target, inBody: true });
  const others = earlier.entries.filter(({ path }) => !list.some(({ id }) => isWithin(path, `${body}.${id}`)));
  const journal = [...others, ...(before ?? [])];
  const rollbacks = rollbacksOf(earlier, journal);
  return { begins: target, again: [], journal, rollbacks, snapshot: { ...asItStood({ ...snapshot, journal }), rollbacks } };
}

function nothingToDo({ record }: EarlierRun): StepwrightError {
  return new StepwrightError('InvalidValue', `the run ended ${record.status}, and nothing in it failed`, {
    class: 'validation',
    hint: 'say where to begin with --from STEP',
  });
}
