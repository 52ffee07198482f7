import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { JsonSchema } from '../definition/json.ts';
import type { DefinitionRef } from '../definition/workflow-ref.ts';
import type { Failure } from '../errors/failure.ts';
import type { JournalEntry } from '../interpreter/journal.ts';
import type { PartitionInput } from '../interpreter/partition-input.ts';
import type { RollbackEntry } from '../interpreter/rollback.ts';
import type { RollbackVerdict } from '../interpreter/run-rollback.ts';
import type { Snapshot } from '../interpreter/snapshot.ts';
import type { TrailEntry } from './events.ts';
import type { LetterRequest } from './letter.ts';
import type { Progress, RollbackError, WireStepResult } from './result.ts';
import type { WorkflowStatus } from './status.ts';

/**
 * The argument of every run. Only `definition` is needed: what else is absent is filled in by the
 * activity `stepwright.prepare`, which validates the definition as well.
 */
export interface RunInput {
  readonly definition: WorkflowDefinition | DefinitionRef;
  readonly input?: Readonly<Record<string, unknown>>;
  /** Hash of the definition; present when it was validated before the start. */
  readonly hash?: string;
  /** Number of the interpreter's behaviour this run follows. */
  readonly interpreter?: number;
  /** Whether the namespace has Stepwright's search attributes. */
  readonly searchAttributes?: boolean;
  readonly startedBy?: string;
  readonly key?: string;
  readonly tags?: readonly string[];
  /** Base address of Temporal's UI, for `$run.url`. */
  readonly ui?: string;
  /** The run that started this one as a child; absent: nobody waits for its rollback entries. */
  readonly parent?: ParentRef;
  /** Definitions that led here by `onComplete`, the first one first. */
  readonly chain?: readonly string[];
  /** Where the run goes on: the one that had this id before, in a fresh history, or the one that `resumedFrom` names. */
  readonly snapshot?: Snapshot;
  /** Outcomes of another run that stand: the steps of these paths are not executed. */
  readonly journal?: readonly JournalEntry[];
  /** How to undo the steps among them, in order of completion. */
  readonly rollbacks?: readonly RollbackEntry[];
  /** The run whose `journal` or `snapshot` this one begins with. */
  readonly resumedFrom?: ResumedFrom;
  /** Only undoes these steps of another run, which has ended. */
  readonly undo?: readonly RollbackEntry[];
  /** Which of them, and who wants it: of a rollback after the end of a run. */
  readonly verdict?: RollbackVerdict;
  /** Only makes the call of a dead letter again. */
  readonly letter?: LetterRequest;
  /** Only these iterations of one loop of the definition. */
  readonly partition?: PartitionInput;
  /** Run id in the idempotency keys of its calls. Default: its own. */
  readonly keyRunId?: string;
  /** Histories of this run before the present one. */
  readonly earlier?: readonly EarlierHistory[];
}

/** Where a run took up what another one had done. */
export interface ResumedFrom {
  readonly runId: string;
  /** Path of the first step that is executed; absent: where the other run stood. */
  readonly step?: string;
  /** Id of the checkpoint that it came from. */
  readonly checkpoint?: string;
}

/** Who started a run as its child. */
export interface ParentRef {
  readonly runId: string;
  /** Path of the step that started it. */
  readonly path: string;
  /** Child runs above this one, itself included: 1 is the child of a run that nobody started. */
  readonly depth: number;
}

/** An event on its way to a run. */
export interface EventMessage {
  readonly type: string;
  /** The same id counts once in a run. Default: one of its own. */
  readonly id?: string;
  readonly source?: string;
  /** ISO 8601. Default: when it came. */
  readonly time?: string;
  readonly data?: unknown;
}

/** An event as a run holds it, and what `$event` is. */
export interface RunEvent {
  readonly type: string;
  readonly id: string;
  readonly source: string | null;
  /** ISO 8601. */
  readonly time: string;
  readonly data: unknown;
}

/** One person's word on an approval. */
export interface VoteMessage {
  /** Path or id of the approval step; absent: the only one that waits. */
  readonly step?: string;
  readonly by: string;
  readonly roles?: readonly string[];
  readonly comment?: string;
  /** The filled-in form. */
  readonly form?: unknown;
}

/** An approval that waits for people. */
export interface PendingTask {
  readonly path: string;
  readonly stepId: string;
  readonly stepName: string;
  readonly prompt: string | null;
  readonly approvers: readonly string[];
  readonly form: JsonSchema | null;
  readonly quorum: { readonly approve: number; readonly reject: number };
  readonly decisions: readonly Decision[];
  /** ISO 8601. */
  readonly since: string;
  /** ISO 8601; null: it waits without end. */
  readonly due: string | null;
}

/** One vote as it counts: the last of each person. */
export interface Decision {
  readonly by: string;
  readonly approved: boolean;
  readonly comment: string | null;
  readonly form: unknown;
  /** ISO 8601. */
  readonly at: string;
}

export const SIGNALS = {
  pause: 'pause',
  resume: 'resume',
  cancel: 'cancel',
  event: 'event',
  approve: 'approve',
  reject: 'reject',
  admit: 'admit',
} as const;

/** Where the sender gets an answer: refused with the reason, or accepted. */
export const UPDATES = { event: 'event', approve: 'approve', reject: 'reject', operate: 'operate' } as const;

export const QUERIES = {
  progress: 'progress',
  state: 'state',
  trace: 'trace',
  trail: 'trail',
  rollbackPlan: 'rollbackPlan',
  tasks: 'tasks',
  journal: 'journal',
} as const;

/** Begins what a run says that is asked before it is interpreted. */
export const BEING_PREPARED = 'the run is being prepared';

/** Argument of the signal `cancel`. */
export interface CancelRequest {
  /** Overrides what the definition's `rollbackOnFailure.on` says. */
  readonly rollback?: boolean;
  readonly reason?: string;
}

/** Memo key under which a cancelled run leaves its WorkflowResult. */
export const RESULT_MEMO = 'stepwrightResult';

/** Search attributes, where the namespace has them. */
export const SEARCH_ATTRIBUTES = {
  definition: 'StepwrightDefinition',
  version: 'StepwrightVersion',
  status: 'StepwrightStatus',
  key: 'StepwrightKey',
  tags: 'StepwrightTags',
} as const;

/** Answer of the query `state`. */
export interface RunState {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly definitionVersion?: string;
  readonly status: WorkflowStatus;
  readonly progress: Progress;
  readonly input: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly steps: readonly WireStepResult[];
  readonly failure?: Failure;
  readonly rollbackErrors: readonly RollbackError[];
  /** Of a state machine. */
  readonly machine?: MachineView;
}

/** Where a state machine stands. */
export interface MachineView {
  readonly currentState: string;
  /** Types of the events that the state takes. */
  readonly nextEvents: readonly string[];
}

/** Answer of the query `trail`; its argument is the `seq` after which to begin. */
export interface TrailPage {
  readonly entries: readonly TrailEntry[];
  /** `seq` of the newest entry there is. */
  readonly last: number;
  /** `seq` of the oldest entry still kept; entries before it were dropped. */
  readonly first: number;
  readonly workflowName: string;
  /** Histories of this run before the present one: they have what was dropped here. */
  readonly earlier?: readonly EarlierHistory[];
  /** Loops that child runs execute: their trails have the steps inside. */
  readonly partitioned?: readonly PartitionedLoop[];
}

/** A loop that is executed by child runs, each with a part of its iterations. */
export interface PartitionedLoop {
  readonly path: string;
  /** Some may not have begun. */
  readonly runIds: readonly string[];
}

/** Answer of the query `journal`: what another run needs to take up what this one has done. */
export interface RunJournal {
  readonly definition: WorkflowDefinition;
  /** Number of the interpreter's behaviour the run follows. */
  readonly interpreter: number;
  readonly input: Readonly<Record<string, unknown>>;
  /** Business key that the start gave. */
  readonly key?: string;
  readonly status: WorkflowStatus;
  /** Why it ended, where it did not complete. */
  readonly failure?: Failure;
  readonly snapshot: Snapshot;
  /** Steps of the top list of which something was undone when the run was rolled back. */
  readonly undone: readonly string[];
}

/** A history that a run has left. */
export interface EarlierHistory {
  readonly temporalRunId: string;
  /** `seq` of its newest trail entry. */
  readonly last: number;
}

/** Answer of the query `rollbackPlan`: what a rollback would call, in that order. */
export interface RollbackPlanEntry {
  readonly path: string;
  readonly stepId: string;
  readonly target: string;
  readonly action: string;
  readonly params: unknown;
}
