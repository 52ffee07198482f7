import { outlineOfSteps } from '../definition/outline.ts';
import { kindOf, type Step } from '../definition/step.ts';
import type { IfStep } from '../definition/steps/if.ts';
import type { ParallelStep } from '../definition/steps/parallel.ts';
import type { SwitchStep } from '../definition/steps/switch.ts';
import type { TryStep } from '../definition/steps/try.ts';
import type { JournalEntry } from '../interpreter/journal.ts';
import { undoesFailure } from '../interpreter/step.ts';
import type { EarlierRun } from './earlier-run.ts';
import { isInside, isWithin, nextId } from './paths.ts';

/** What is kept of a block so that it goes on inside; undefined: it can only begin anew. */
export type Reopened = readonly JournalEntry[] | undefined;

interface At {
  readonly earlier: EarlierRun;
  /** Path of the block. */
  readonly path: string;
  /** Path of the step in it that is to be executed first. */
  readonly target: string;
  /** Bodies lie round it: what happened after the target can't be told from what happened before. */
  readonly inBody: boolean;
}

/** Keeps what a block had done before the target. */
export function reopen(step: Step, at: At): Reopened {
  const entry = at.earlier.get(at.path);
  if (entry === undefined || (entry.status === 'FAILED' && undoesFailure(step))) return undefined;
  switch (kindOf(step)) {
    case 'if':
      return reopenIf(step as IfStep, entry, at);
    case 'switch':
      return reopenSwitch(step as SwitchStep, entry, at);
    case 'parallel':
      return reopenParallel(step as ParallelStep, entry, at);
    case 'try':
      return reopenTry(step as TryStep, entry, at);
    case 'forEach':
    case 'while':
    case 'until':
      return reopenLoop(step as Step & { readonly steps: readonly Step[] }, entry, at);
    case 'generate':
      return reopenGenerate(entry, at);
    default:
      return undefined;
  }
}

/** What a list had done before the target; what does not stand is executed first, though it comes before. */
export function keepBefore(steps: readonly Step[], prefix: string, at: Omit<At, 'path'>): Reopened {
  const { earlier, target } = at;
  const kept: JournalEntry[] = [];
  for (const step of steps) {
    const path = prefix === '' ? step.id : `${prefix}.${step.id}`;
    if (path === target) return kept;
    if (isInside(target, path)) {
      const inside = reopen(step, { ...at, path });
      return inside === undefined ? undefined : [...kept, ...inside];
    }
    if (!earlier.stands(path)) return kept;
    kept.push(...earlier.within(path));
  }
  return undefined;
}

/** A block that has begun and goes on. */
function begun({ path, stepId, stepName, body }: JournalEntry, cursor: unknown, assigned?: JournalEntry['assigned']): JournalEntry {
  return { path, stepId, stepName, body, status: 'RUNNING', attempts: 0, cursor, ...(assigned === undefined ? {} : { assigned }) };
}

function withBlock(entry: JournalEntry, cursor: unknown, inside: Reopened): Reopened {
  return inside === undefined ? undefined : [begun(entry, cursor), ...inside];
}

function reopenIf(step: IfStep, entry: JournalEntry, at: At): Reopened {
  const id = nextId(at.target, at.path);
  const holds = step.then.some((each) => each.id === id);
  return withBlock(entry, { holds }, keepBefore((holds ? step.then : step.else) ?? [], at.path, at));
}

function reopenSwitch(step: SwitchStep, entry: JournalEntry, at: At): Reopened {
  const id = nextId(at.target, at.path);
  const chosen = step.cases.findIndex(({ steps }) => steps.some((each) => each.id === id));
  return withBlock(entry, { chosen }, keepBefore((chosen === -1 ? step.default : step.cases[chosen]?.steps) ?? [], at.path, at));
}

/** Which branch came first is not known any more, so only a join that needs them all can go on. */
function reopenParallel({ branches, join = 'all' }: ParallelStep, entry: JournalEntry, at: At): Reopened {
  if (join !== 'all') return undefined;
  const branch = nextId(at.target, at.path);
  const path = `${at.path}.${branch}`;
  const others = keepStanding(at, (each) => !isWithin(each, path));
  const inside = keepBefore(branches[branch] ?? [], path, at);
  return inside === undefined ? undefined : [begun(entry, { order: [] }), ...others, ...inside];
}

/** A second pass is a block afresh, and so is one whose catch was reached. */
function reopenTry(step: TryStep, entry: JournalEntry, at: At): Reopened {
  const id = nextId(at.target, at.path);
  const again = at.earlier.entries.some(({ path }) => path.startsWith(`${at.path}#`));
  if (again || !step.steps.some((each) => each.id === id) || (at.inBody && step.finally !== undefined)) return undefined;
  return withBlock(entry, { phase: 'pass', pass: 1, due: 0 }, keepBefore(step.steps, at.path, at));
}

/** Where a loop stands, as far as it tells here. */
interface LoopCursor {
  /** Of a sequential `forEach`. */
  readonly from?: number;
  /** Of a parallel one. */
  readonly ended?: readonly number[];
  /** Of one that is divided among child runs. */
  readonly waiting?: unknown;
  /** Of `while` and `until`. */
  readonly index?: number;
}

/** Iterations before it are folded, so a loop goes on only where it stopped. */
function reopenLoop(step: Step & { readonly steps: readonly Step[] }, entry: JournalEntry, at: At): Reopened {
  const cursor = cursorOf(entry, at) as LoopCursor | undefined;
  const number = Number(/^\[(\d+)\]/.exec(at.target.slice(at.path.length))?.[1] ?? Number.NaN);
  if (cursor === undefined || cursor.waiting !== undefined || !isPresent(step, cursor, number)) return undefined;
  const body = `${at.path}[${number}]`;
  const inside = keepBefore(step.steps, body, { ...at, inBody: true });
  if (inside === undefined) return undefined;
  return [begun(entry, { ...cursor, due: 0 }, entry.assigned), ...keepStanding(at, (path) => !isWithin(path, body)), ...inside];
}

function isPresent(step: Step, { from, index, ended = [] }: LoopCursor, number: number): boolean {
  if (index !== undefined) return index === number;
  return 'parallel' in step && step.parallel ? !ended.includes(number) : from === number;
}

function reopenGenerate(entry: JournalEntry, at: At): Reopened {
  const cursor = cursorOf(entry, at) as { readonly steps: readonly Step[] } | undefined;
  if (cursor === undefined) return undefined;
  const inside = keepBefore(cursor.steps, at.path, { ...at, inBody: true });
  return inside === undefined ? undefined : [begun(entry, cursor, entry.assigned), ...inside];
}

/** How far a block with a body had come; only if it stopped at the target, so that no variable was set after the target began. */
function cursorOf(entry: JournalEntry, { earlier, target }: At): unknown {
  if (target !== earlier.stop() || earlier.get(target)?.assigned !== undefined) return undefined;
  if (entry.stop !== undefined) return entry.stop;
  // Of a run that was cut off in the middle: which variables it had set inside is not told apart.
  return setsVariables(entry, earlier) ? undefined : entry.cursor;
}

function setsVariables({ stepId }: JournalEntry, { record }: EarlierRun): boolean {
  const { assignments } = outlineOfSteps(record.definition.steps ?? []);
  return assignments.some(({ owner }) => {
    for (let at: typeof owner | undefined = owner; at !== undefined; at = at.list.owner) if (at.id === stepId) return true;
    return false;
  });
}

/** Of what is inside the block: whatever stands, with all in it. */
function keepStanding({ earlier, path }: At, where: (path: string) => boolean): readonly JournalEntry[] {
  return earlier.within(path).filter((entry) => entry.path !== path && where(entry.path) && !earlier.isOpen(entry.path));
}
