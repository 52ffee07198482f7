import type { Execution } from '../definition/step-base.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { Failure } from '../errors/failure.ts';
import type { Step } from '../definition/step.ts';
import type { StepStatus } from '../run/status.ts';
import type { Usage } from '../run/usage.ts';
import type { EarlierHistory, ParentRef, PartitionedLoop, RunJournal } from '../run/wire.ts';
import type { EventBox } from './event-box.ts';
import type { Frame } from './frame.ts';
import type { Gate } from './gate.ts';
import type { KeptLetter } from './letters.ts';
import type { HandOver } from './hand-over.ts';
import type { Interventions } from './interventions.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { RollbackLog } from './rollback.ts';
import type { Outcome, Runtime } from './runtime.ts';
import type { Scope } from './scope.ts';
import type { SetInside } from './set-inside.ts';
import type { Slots } from './slots.ts';
import type { TaskList } from './task-list.ts';

/** Facts about a run that its definition does not hold. */
export interface RunInfo {
  readonly runId: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly startedBy?: string;
  readonly key?: string;
  readonly url?: string;
  readonly parent?: ParentRef;
  /** Definitions that led here by `onComplete`, the first one first. */
  readonly chain?: readonly string[];
  /** Histories of this run before the present one. */
  readonly earlier?: readonly EarlierHistory[];
  /** Run id in the idempotency keys of its calls. Default: its own. */
  readonly keyRunId?: string;
  /** Of the definition. */
  readonly hash?: string;
  /** Number of the interpreter's behaviour it follows. Default: today's. */
  readonly interpreter?: number;
}

/** What the parts of one run share. */
export interface RunContext {
  readonly definition: WorkflowDefinition;
  readonly info: RunInfo;
  readonly input: Readonly<Record<string, unknown>>;
  readonly journal: Journal;
  readonly rollbacks: RollbackLog;
  readonly events: EventBox;
  readonly tasks: TaskList;
  readonly interventions: Interventions;
  readonly runtime: Runtime;
  readonly gate: Gate;
  readonly handOver: HandOver;
  readonly slots: Slots;
  /** A further limit on calls at once. */
  limit(calls: number): Slots;
  /** Somebody watches: frames know whose they are. */
  readonly observed: boolean;
  /** Executes a step as its kind says. */
  perform(at: StepPlace): Promise<StepValue>;
  /** Takes the outcome of a step that the journal had from the start. */
  adopt(entry: JournalEntry, frame: Frame): void;
  /** The run follows the behaviour of this number or of a later one. */
  follows(interpreter: number): boolean;
  /** Sets the variables that a block had set which another run had begun. */
  restore(entry: JournalEntry, frame: Frame): void;
  /** The journal keeps what a rerun of this run needs. */
  readonly keepsForReruns: boolean;
  readonly setInside: SetInside;
  /** Its `checkpoint` steps save it; a part of a loop can't be taken up alone. */
  readonly savesCheckpoints: boolean;
  /** All that the run has done; a checkpoint that is being saved counts as done. */
  journalNow(saving?: string): RunJournal;
  /** A `return` step was reached. */
  readonly returned: boolean;
  /** Whether a `return` is what ended the work in a scope. */
  returnedFrom(scope: Scope): boolean;
  /** Ends the run COMPLETED with a value: what runs is cancelled. */
  returnFrom(value: unknown): void;
  /** So much has been done in one go that others must have their turn: call `rest` before the next step. */
  readonly tired: boolean;
  rest(scope: Scope): Promise<void>;
  /** Writes a step's new state to the journal, the trail and the progress. */
  record(at: StepPlace, status: StepStatus, change?: StepChange): void;
  /** Notes how far a step has come, in case a fresh history goes on from there. */
  keep(path: string, cursor: unknown): void;
  /** Notes what is known of a step whose attempts are used up; its clocks begin anew. */
  keepLetter(path: string, letter: KeptLetter): void;
  /** A dead letter of this history has taken the definition along. */
  definitionFiled: boolean;
  /** When a step's time limit is over; the first call decides. */
  deadline(path: string, ms: number): number;
  /** Tells what came from outside and what became of it. */
  notice(notice: string, at?: { readonly path?: string; readonly failure?: Failure }): void;
  /** Notes that child runs execute a loop: the steps inside are told there. */
  partition(loop: PartitionedLoop): void;
  /** Undoes what is in the log for the steps inside these paths, newest first. */
  undoInside(paths: readonly string[]): Promise<void>;
  forgetVariables(path: string): void;
  /** Ids of the definition's steps; generated ones are not among them. */
  readonly stepIds: ReadonlySet<string>;
  /** @throws {StepwrightError} `StepLimit` when the run would have more steps than its definition allows */
  generate(steps: number): void;
}

export interface StepChange {
  readonly data?: unknown;
  readonly failure?: Failure;
  readonly attempts?: number;
  readonly cached?: true;
  readonly usage?: Usage;
  readonly tolerated?: boolean;
  /** Variables that the step set; they hold from this change on. */
  readonly assigned?: Readonly<Record<string, unknown>>;
}

/** Where a list of steps runs. */
export interface ListPlace {
  readonly run: RunContext;
  readonly frame: Frame;
  readonly scope: Scope;
  /** Limits on calls at once, the innermost first. */
  readonly slots: readonly Slots[];
  /** Path of what the list is part of; empty for the top list. */
  readonly prefix: string;
  /** How its steps are executed that do not say so themselves. */
  readonly execution: Execution | undefined;
}

/** One execution of a step. */
export interface StepPlace<S extends Step = Step> extends ListPlace {
  readonly step: S;
  readonly path: string;
}

/** How a kind is executed: gives the step's value. What it throws fails the step. */
export type StepRunner<S extends Step> = (at: StepPlace<S>) => Promise<StepValue>;

/** The outcome of a kind, with what only some kinds have. */
export type StepValue = Outcome<unknown> & {
  /** Attempts made, when it called something. */
  readonly attempts?: number;
  /** Another call's result was kept: nothing was done that could be undone. */
  readonly cached?: true;
  readonly usage?: Usage;
  /** Variables to set. */
  readonly assigned?: Readonly<Record<string, unknown>>;
  /** It did not run after all. */
  readonly skipped?: true;
  /** A person gave the value: it is the step's as it stands. */
  readonly given?: true;
  /** What the step's own `output` and rollback see: the last iteration of a loop. */
  readonly inner?: Frame;
};

export function completed(value: unknown): StepValue {
  return { status: 'completed', value };
}

/** How far a step had come in an earlier history; else where it begins, which is noted. */
export function cursorOf<C>({ run, path }: StepPlace, begin: () => C): C {
  const known = run.journal.get(path)?.cursor as C | undefined;
  if (known !== undefined) return known;
  const cursor = begin();
  run.keep(path, cursor);
  return cursor;
}

export function skipped(): StepValue {
  return { status: 'completed', value: null, skipped: true };
}

/** The list that a block's runner executes: the same place, below the block's path. */
export function below(at: StepPlace, change: Partial<ListPlace> = {}): ListPlace {
  const { run, frame, scope, slots, path, execution } = at;
  return { run, frame, scope, slots, execution: at.step.execution ?? execution, prefix: path, ...change };
}
