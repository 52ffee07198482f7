import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { DefinitionProfile } from '../core/profile/definition-profile.ts';
import type { RunProfile } from '../core/profile/run-profile.ts';
import type { RunReport } from '../core/report/run-report.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import type { Progress, WorkflowResult } from '../core/run/result.ts';
import type { WorkflowStatus } from '../core/run/status.ts';
import type { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { DefinitionRef } from '../core/definition/workflow-ref.ts';
import type { RerunPlan } from '../core/rerun/take-up.ts';
import type { CancelRequest, PendingTask, RollbackPlanEntry, RunState } from '../core/run/wire.ts';
import type { Checkpoint, CheckpointQuery, CheckpointSummary, CleanPolicy } from '../records/checkpoints.ts';
import type { PayloadsApi, RunHistoryApi } from './kept-api.ts';
import type { WorkerSettings } from '../core/run/worker-settings.ts';
import type { Target } from '../core/target/target.ts';
import type { DeadLetter, LetterFilter } from '../records/dead-letters.ts';
import type { RollbackFilter, RollbackRecord } from '../records/rollbacks.ts';

export interface ConnectOptions {
  /** `host:port` of a Temporal cluster. Default: `TEMPORAL_ADDRESS`, else a local dev server of the data folder. */
  readonly address?: string;
  /** @default "default" */
  readonly namespace?: string;
  readonly tls?: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly serverName?: string };
  readonly apiKey?: string;
  /** @default "stepwright" */
  readonly taskQueue?: string;
  /** Folder of local providers, staged files and the embedded server. @default "./.stepwright" */
  readonly dataDir?: string;
  /** Root of the `file` target. @default `<dataDir>/files` */
  readonly filesDir?: string;
  /** Where what outlives runs is kept: `sqlite:PATH`, `postgres://…`, `redis://…`, `mongodb://…`, `memory:`. @default `sqlite:<dataDir>/store.db` */
  readonly store?: string;
  /** Folder in which definitions are found by id. */
  readonly definitionsDir?: string;
  /** Targets of your own, for validation and for the worker in this process. */
  readonly targets?: readonly Target[];
  /** `HOST[:PORT]` or CIDR that actions may reach although private. */
  readonly allowNetwork?: readonly string[];
  /** Who starts runs and votes on approvals. @default the OS user */
  readonly user?: string;
  /** Roles of this user, for approvers such as `role:manager`. @default none */
  readonly roles?: readonly string[];
  /** A worker in this process, perhaps with settings. @default true when no address is given */
  readonly worker?: boolean | WorkerSettings;
}

/** A definition, the path of a file with one, or the id of one the worker knows. */
export type DefinitionInput = WorkflowDefinition | string | DefinitionRef;

export interface StartOptions {
  /** Run id. Starting one twice with the same definition and input gives the existing run. */
  readonly id?: string;
  readonly key?: string;
  readonly tags?: readonly string[];
}

export interface RerunOptions extends StartOptions {
  /** Path or id of the step to begin at. @default where the run stopped: what failed, was cancelled, undone or not reached */
  readonly from?: string;
  /** Input that differs from the earlier run's, key by key. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** Another version of the definition, or a file with one. @default the one that the earlier run followed */
  readonly definition?: WorkflowDefinition | string;
  /** Takes outcomes over although their steps were changed since. @default false */
  readonly force?: boolean;
}

export interface RunSummary {
  readonly runId: string;
  readonly definition: string;
  readonly version?: string;
  /** Business key; known where the namespace has our search attributes. */
  readonly key?: string;
  /** Run id of the run that started this one as its child. */
  readonly parent?: string;
  /** Run id of the run whose outcomes it took over. */
  readonly resumedFrom?: string;
  readonly status: WorkflowStatus;
  /** Of a run that went on in a fresh history: when that began. */
  readonly startTime: Date;
  readonly endTime?: Date;
  readonly tags: readonly string[];
}

export interface ListQuery {
  readonly definition?: string;
  readonly version?: string;
  /** Of several: any of them. */
  readonly status?: WorkflowStatus | readonly WorkflowStatus[];
  /** Of several: all of them. */
  readonly tag?: string | readonly string[];
  /** Business key; needs our search attributes in the namespace. */
  readonly key?: string;
  /** Started then or later. */
  readonly since?: Date;
  /** Started before. */
  readonly until?: Date;
  /** Variables that have these values now, or had at the end. Each run that fits otherwise is asked, and a worker must answer. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Child runs too: of `workflow` steps, and the parts of large loops. @default false */
  readonly children?: boolean;
  /** @default 100 */
  readonly limit?: number;
}

/** What can be done to many runs. */
export type BulkAction = 'pause' | 'resume' | 'cancel' | 'rerun';

export interface BulkOptions {
  /** Only tells which runs are meant. @default false */
  readonly dryRun?: boolean;
  /** A query that names nothing means every run. @default false: it is refused */
  readonly all?: boolean;
  /** How they are cancelled. */
  readonly cancel?: CancelRequest;
  /** How they are rerun. */
  readonly rerun?: Pick<RerunOptions, 'from' | 'input' | 'force'>;
}

/** What became of one run. */
export type BulkOutcome =
  | {
      readonly runId: string;
      readonly action: BulkAction;
      /** Nothing was done. */
      readonly dryRun?: true;
      /** The new run. */
      readonly rerun?: string;
    }
  | { readonly runId: string; readonly error: StepwrightError };

/** A worker that asked for work in the last minutes. */
export interface WorkerSummary {
  /** `<pid>@<host>` */
  readonly identity: string;
  readonly taskQueue: string;
  /** When it last asked; it asks at least once a minute. */
  readonly lastSeen: Date;
  /** What it asks for: workflow tasks (`runs`), actions (`calls`). */
  readonly takes: readonly ('runs' | 'calls')[];
  /** Calls a second that it keeps to, where it has such a limit. */
  readonly rate?: number;
}

/** Whose approvals are looked for. @default all open runs of the task queue */
export type TaskQuery = Pick<ListQuery, 'definition' | 'version' | 'tag' | 'key'>;

/** An approval that waits for people, and the run it belongs to. */
export interface RunTask extends PendingTask {
  readonly runId: string;
  readonly definition: string;
}

export interface EventOptions {
  /** The same id counts once in a run, so an event can be sent again. @default a fresh one */
  readonly id?: string;
  /** Where it comes from: `$event.source`. */
  readonly source?: string;
}

/** Whom an event is for: one run, or all open runs with a business key. */
export type EventAddress = { readonly run: string } | { readonly key: string };

/** An event that a run has taken in. */
export interface SentEvent {
  readonly id: string;
}

/** An event that at least one run has taken in. */
export interface DeliveredEvent extends SentEvent {
  /** Run ids of those that took it. */
  readonly runs: readonly string[];
  /** The others, and why they refused it. */
  readonly refused: readonly RefusedEvent[];
}

export interface RefusedEvent {
  readonly runId: string;
  readonly error: StepwrightError;
}

export interface VoteOptions {
  readonly comment?: string;
  /** The filled-in form; its schema is in the task. */
  readonly form?: unknown;
  /** Who votes. @default the client's `user` */
  readonly as?: string;
  /** @default the client's `roles` */
  readonly roles?: readonly string[];
}

export interface OperatorOptions {
  /** Who does it. @default the client's `user` */
  readonly as?: string;
  /** Noted beside it. */
  readonly reason?: string;
}

export interface RollbackOptions extends OperatorOptions {
  /** Paths of the steps to undo; of a block, all inside. @default all of the plan */
  readonly steps?: readonly string[];
  /** Path or id of a step that stays: what completed after it is undone. */
  readonly backTo?: string;
}

export interface ReplayOptions extends OperatorOptions {
  /** Instead of those that failed; `$secrets.NAME` in text names a secret, `$$secrets.NAME` is just that text. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/** A dead letter that is tried again, and the run that does it: its own if it was parked. */
export interface Replayed {
  readonly id: string;
  readonly runId: string;
}

/** Steps whose attempts were used up and that asked to be kept (`onExhausted`). */
export interface DeadLetterBox {
  /** The newest first. */
  list(filter?: LetterFilter): AsyncIterable<DeadLetter>;
  get(id: string): Promise<DeadLetter>;
  /** Keeps a whole run that failed; a replay reruns it from where it failed, `params` being input that differs. */
  add(runId: string, options?: OperatorOptions): Promise<DeadLetter>;
  /** Params for the next replay. */
  edit(id: string, params: Readonly<Record<string, unknown>>, options?: OperatorOptions): Promise<DeadLetter>;
  /** A parked step goes on in its own run; of another the call is made again in a run of its own. */
  replay(id: string, options?: ReplayOptions): Promise<Replayed>;
  /** A parked step fails; of another nothing more is done. */
  discard(id: string, options?: OperatorOptions): Promise<DeadLetter>;
}

export interface Stepwright {
  start(definition: DefinitionInput, input?: Readonly<Record<string, unknown>>, options?: StartOptions): Promise<Run>;
  execute(definition: DefinitionInput, input?: Readonly<Record<string, unknown>>, options?: StartOptions): Promise<WorkflowResult>;
  run(id: string): Run;
  list(query?: ListQuery): AsyncIterable<RunSummary>;
  /**
   * Does something to all runs that fit, some at once, and tells what became of each; one that fails stops nothing. Without a `status`
   * to those that it can be done to: open ones, paused ones, or (`rerun`) those that ended other than COMPLETED.
   *
   * @throws {StepwrightError} `InvalidValue` when the query names nothing and `all` is not set
   */
  bulk(action: BulkAction, query: ListQuery, options?: BulkOptions): AsyncIterable<BulkOutcome>;
  /** Sends an event to a run, or to all open runs with a key, and says what became of it. */
  event(type: string, data: unknown, options: EventAddress & EventOptions): Promise<DeliveredEvent>;
  /** The approvals that wait, over all open runs of the task queue. */
  tasks(query?: TaskQuery): AsyncIterable<RunTask>;
  /**
   * Where the time of the runs of a definition went; the last 20 that ended, unless the query says otherwise.
   *
   * @throws {StepwrightError} `RunNotFound` when none fits
   */
  profile(definition: string, query?: Omit<ListQuery, 'definition'>): Promise<DefinitionProfile>;
  /** The workers of a task queue, by identity; one that has just gone is still among them. @default the client's task queue */
  workers(taskQueue?: string): Promise<readonly WorkerSummary[]>;
  readonly deadLetters: DeadLetterBox;
  /** Runs as they were saved on their way. */
  readonly checkpoints: CheckpointsApi;
  /** All rollbacks of whole runs, the newest first; they are kept when Temporal has forgotten the runs. */
  rollbacks(filter?: RollbackFilter): AsyncIterable<RollbackRecord>;
  /** Large values and files that runs left. */
  readonly payloads: PayloadsApi;
  /** Runs kept longer than Temporal keeps them. */
  readonly history: RunHistoryApi;
  /** Address of the cluster and of its UI, where known. */
  readonly address: string;
  readonly ui?: string;
  close(): Promise<void>;
}

/** The checkpoints in the client's store: what `checkpoint` steps saved, and runs with such steps that failed. */
export interface CheckpointsApi {
  /** The newest first. */
  list(query?: CheckpointQuery): AsyncIterable<CheckpointSummary>;
  /** @throws {StepwrightError} `NotFound` */
  get(id: string): Promise<Checkpoint>;
  /** @throws {StepwrightError} `CheckpointInvalid` with the reason: it was changed, or has a format that this version can't read */
  validate(id: string): Promise<void>;
  delete(id: string): Promise<void>;
  /** Deletes those that are older, and not among the newest of their run; gives them. */
  clean(policy: CleanPolicy): Promise<readonly CheckpointSummary[]>;
  /**
   * Starts a new run that goes on as the run stood there, or at a step before.
   *
   * @throws {StepwrightError} `CheckpointInvalid` with the reason, `InvalidValue` while the run still goes on
   */
  resume(id: string, options?: RerunOptions): Promise<Run>;
  /** What `resume` would do. */
  planResume(id: string, options?: RerunOptions): Promise<RerunPlan>;
}

/** A run, wherever it was started. */
export interface Run {
  readonly id: string;
  /** The result, once the run has ended; a failed run is a result, not an exception. */
  result(): Promise<WorkflowResult>;
  progress(): Promise<Progress>;
  state(): Promise<RunState>;
  /** Every event from the start or from a cursor, live, until the run ends. */
  events(options?: { readonly cursor?: string; readonly signal?: AbortSignal }): AsyncIterable<WorkflowEvent>;
  /** Every event so far. */
  trace(): Promise<readonly WorkflowEvent[]>;
  /** What failed first, what followed from it and what to do; of a run that goes on, so far. */
  report(): Promise<RunReport>;
  /** Where its time went: times of each step, critical path, bottlenecks; of a run that goes on, so far. */
  profile(): Promise<RunProfile>;
  rollbackPlan(): Promise<readonly RollbackPlanEntry[]>;
  /** The approvals of this run that wait. */
  tasks(): Promise<readonly RunTask[]>;
  /** Sends an event; the run keeps it until a step takes it. */
  event(type: string, data?: unknown, options?: EventOptions): Promise<SentEvent>;
  /** Votes on the approval with this path or step id; without one, on the only one that waits. */
  approve(step?: string, vote?: VoteOptions): Promise<void>;
  reject(step?: string, vote?: VoteOptions): Promise<void>;
  /** The definition it follows, whatever became of the file since; read from its history, so no worker need be up. */
  definition(): Promise<WorkflowDefinition>;
  /** Temporal's record of the run, as JSON: one text for each history it has gone through, the oldest first. */
  histories(): Promise<readonly string[]>;
  /** Tries a parked step again, or makes the next attempt of one that waits for it now. */
  retry(step: string, options?: ReplayOptions): Promise<void>;
  /** The step is not executed, or no longer. */
  skip(step: string, options?: OperatorOptions): Promise<void>;
  /** The step is done, and this is its value. */
  override(step: string, output: unknown, options?: OperatorOptions): Promise<void>;
  /** Changes variables of a paused run. */
  setVariables(values: Readonly<Record<string, unknown>>, options?: OperatorOptions): Promise<void>;
  /** Decides an approval, whoever its approvers are. */
  decide(step: string, approved: boolean, options?: OperatorOptions): Promise<void>;
  /** Lets a rollback begin that waits for a person's word (`rollbackOnFailure: { mode: manual }`): all of it, or a part. */
  confirmRollback(options?: RollbackOptions): Promise<void>;
  /** Nothing is undone: the run ends FAILED. */
  declineRollback(options?: OperatorOptions): Promise<void>;
  /**
   * Starts the run `<id>~rollback`, which undoes what this one, which has ended, had done and not undone itself; its result is COMPLETED
   * when it could. Called twice it is one run.
   *
   * @throws {StepwrightError} `NothingToRollBack`, `NoSuchStep`, `RunIdConflict` when another part was undone so before
   */
  rollback(options?: RollbackOptions): Promise<Run>;
  /**
   * Starts a new run that takes over what this one, which has ended, had done before a step.
   *
   * @throws {StepwrightError} `CheckpointInvalid` when its outcomes don't fit the definition, `InvalidValue` when there is nowhere to begin
   */
  rerun(options?: RerunOptions): Promise<Run>;
  /** What `rerun` would do. */
  planRerun(options?: RerunOptions): Promise<RerunPlan>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  cancel(request?: CancelRequest): Promise<void>;
  terminate(reason?: string): Promise<void>;
}
