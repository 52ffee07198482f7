import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { Evaluator } from '../expression/evaluator.ts';
import type { Failure } from '../errors/failure.ts';
import type { Step } from '../definition/step.ts';
import type { StepStatus } from '../run/status.ts';
import type { Frame } from './frame.ts';
import type { Gate } from './gate.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { RollbackLog } from './rollback.ts';
import type { Outcome, Runtime } from './runtime.ts';
import type { Scope } from './scope.ts';
import type { Slots } from './slots.ts';

/** What the parts of one run share. */
export interface RunContext {
  readonly definition: WorkflowDefinition;
  readonly names: ReadonlySet<string>;
  readonly evaluator: Evaluator;
  readonly journal: Journal;
  readonly rollbacks: RollbackLog;
  readonly runtime: Runtime;
  readonly gate: Gate;
  readonly slots: Slots;
  /** Executes a step as its kind says. */
  perform(at: StepPlace): Promise<StepValue>;
  /** Takes the outcome of a step that the journal had from the start. */
  adopt(entry: JournalEntry): void;
  /** A `return` step was reached. */
  readonly returned: boolean;
  /** Ends the run COMPLETED with a value: what runs is cancelled. */
  returnFrom(value: unknown): void;
  /** Writes a step's new state to the journal, the trail and the progress. */
  record(at: StepPlace, status: StepStatus, change?: StepChange): void;
}

export interface StepChange {
  readonly data?: unknown;
  readonly failure?: Failure;
  readonly attempts?: number;
  readonly tolerated?: boolean;
  /** Variables that the step set; they hold from this change on. */
  readonly assigned?: Readonly<Record<string, unknown>>;
}

/** Where a list of steps runs. */
export interface ListPlace {
  readonly run: RunContext;
  readonly frame: Frame;
  readonly scope: Scope;
  /** Path of what the list is part of; empty for the top list. */
  readonly prefix: string;
}

/** One execution of a step. */
export interface StepPlace<S extends Step = Step> extends ListPlace {
  readonly step: S;
  readonly path: string;
}

/** How a kind is executed: gives the step's value. What it throws fails the step. */
export type StepRunner<S extends Step> = (at: StepPlace<S>) => Promise<StepValue>;

/** The outcome of a kind, with the attempts made when it called something, and the variables to set. */
export type StepValue = Outcome<unknown> & { readonly attempts?: number; readonly assigned?: Readonly<Record<string, unknown>> };

export function completed(value: unknown): StepValue {
  return { status: 'completed', value };
}
