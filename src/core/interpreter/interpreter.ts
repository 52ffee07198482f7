import { endStatus } from './end-status.ts';
import type { Failure } from '../errors/failure.ts';
import type { DetailLine } from '../run/details.ts';
import type { WorkflowEventType } from '../run/events.ts';
import type { OperatorCommand } from '../run/operator.ts';
import type { Progress } from '../run/result.ts';
import type { WorkflowStatus } from '../run/status.ts';
import type {
  CancelRequest,
  EventMessage,
  PendingTask,
  ResumedFrom,
  RollbackPlanEntry,
  RunJournal,
  RunState,
  TrailPage,
  VoteMessage,
} from '../run/wire.ts';
import { chainOn } from './chain.ts';
import { Frame } from './frame.ts';
import { WORK } from './list.ts';
import { ROLLBACK } from './rollback-note.ts';
import { Messages } from './messages.ts';
import { Operator } from './operator.ts';
import { doWork, runFinally } from './phases.ts';
import { rollBackRun } from './rollback-phase.ts';
import { resultOf, stateOf } from './result.ts';
import type { ChildResult, Runtime } from './runtime.ts';
import { leavePlace, skippedFailure } from './place.ts';
import { keepFailed } from './save-checkpoint.ts';
import { Run } from './run.ts';
import { asBegun, type RunRequest } from './run-request.ts';
import { failureFields } from './trail.ts';
import type { Snapshot, WorkEnd } from './snapshot.ts';
import { TELLS_STATUS_SINCE } from './version.ts';

/** How the interpretation of a run ends here: with its result, or to go on in a fresh history. */
export type RunEnd = { readonly result: ChildResult } | { readonly snapshot: Snapshot };

/** The hands on a run: what signals, updates and queries call. */
export interface RunControl {
  readonly end: Promise<RunEnd>;
  pause(): void;
  resume(): void;
  /** False when it is too late: the run rolls back or has ended. */
  cancel(request: CancelRequest): boolean;
  /** It may have got a place among the runs with its concurrency key. */
  admit(): void;
  /** Undefined: it counts. Else why it does not. */
  send(event: EventMessage): Failure | undefined;
  vote(approved: boolean, vote: VoteMessage): Failure | undefined;
  /** A command of a person; whatever a client sent is looked at. */
  operate(command: OperatorCommand): Failure | undefined;
  progress(): Progress;
  state(): RunState;
  trail(since: number): TrailPage;
  tasks(): readonly PendingTask[];
  rollbackPlan(): readonly RollbackPlanEntry[];
  /** What another run needs to take up what this one has done. */
  journal(): RunJournal;
  /** As it stands while these calls are pending, for somebody else to go on with; undefined while that would not say everything. */
  standing(pending: ReadonlySet<string>): Snapshot | undefined;
  status(): WorkflowStatus;
  /** The business key, once resolved. */
  key(): string | undefined;
  /** The steps touched last, the newest at the end. */
  recent(): readonly DetailLine[];
}

const CLOSING_EVENT: Readonly<Partial<Record<WorkflowStatus, WorkflowEventType>>> = {
  COMPLETED: 'workflow:completed',
  PARTIAL: 'workflow:completed',
  CANCELLED: 'workflow:cancelled',
};

/** Starts interpreting a definition. The end never rejects: whatever goes wrong is a failed run. */
export function startRun(request: RunRequest, runtime: Runtime): RunControl {
  return new Interpreter(request, runtime);
}

class Interpreter implements RunControl {
  readonly end: Promise<RunEnd>;
  readonly #request: RunRequest;
  readonly #run: Run;
  readonly #frame: Frame;
  readonly #messages: Messages;
  readonly #operator: Operator;
  #cancel: CancelRequest | undefined;

  constructor(request: RunRequest, runtime: Runtime) {
    let handOver: (snapshot: Snapshot) => void = () => undefined;
    this.#request = asBegun(request);
    this.#run = new Run(this.#request, runtime, () => handOver(this.#run.snapshot()));
    this.#frame = new Frame(this.#run);
    this.#messages = new Messages(this.#run);
    this.#operator = new Operator(this.#run);
    this.end = new Promise((resolve) => {
      handOver = (snapshot) => resolve({ snapshot });
      void this.#execute().then((result) => resolve({ result }));
    });
  }

  pause(): void {
    if (this.#run.phase === 'ended' || this.#run.gate.closed) return;
    this.#run.gate.close();
    this.#run.hold();
  }

  resume(): void {
    const { phase, gate, rollback } = this.#run;
    if (phase === 'ended') return;
    if (rollback.waits) this.#run.notice('not resumed: the rollback waits to be confirmed or declined');
    if (!gate.closed) return;
    this.#run.hold(false);
    gate.open();
  }

  cancel(request: CancelRequest): boolean {
    if (this.#run.phase !== 'work') return false;
    if (this.#cancel !== undefined) return true;
    this.#cancel = request;
    // A fresh history would know nothing of Temporal's request.
    this.#run.handOver.off();
    this.#run.runtime.log('info', 'Workflow cancellation requested', { runId: this.#run.info.runId });
    this.#run.work.cancel('cancelled');
    // A cancelled run is not paused any more: its rollback goes on.
    this.resume();
    return true;
  }

  admit(): void {
    this.#run.place.call();
  }

  send(event: EventMessage): Failure | undefined {
    return this.#messages.event(event);
  }

  vote(approved: boolean, vote: VoteMessage): Failure | undefined {
    return this.#messages.vote(approved, vote);
  }

  operate(command: OperatorCommand): Failure | undefined {
    return this.#operator.obey(command);
  }

  progress(): Progress {
    return this.#run.progress();
  }

  state(): RunState {
    return stateOf(this.#run);
  }

  trail(since: number): TrailPage {
    return this.#run.trail(since);
  }

  tasks(): readonly PendingTask[] {
    return this.#run.tasks.pending();
  }

  rollbackPlan(): readonly RollbackPlanEntry[] {
    return this.#run.rollbacks.plan(this.#run.phase === 'ended');
  }

  journal(): RunJournal {
    return this.#run.journalNow();
  }

  standing(pending: ReadonlySet<string>): Snapshot | undefined {
    return this.#run.handOver.standsBut(pending) ? this.#run.snapshot() : undefined;
  }

  status(): WorkflowStatus {
    return this.#run.status;
  }

  key(): string | undefined {
    return this.#run.info.key ?? this.#run.key;
  }

  recent(): readonly DetailLine[] {
    return this.#run.recent();
  }

  async #execute(): Promise<ChildResult> {
    const run = this.#run;
    // The caller gets its hands on the run first, so that a pause or cancel that came before the start holds from the first step.
    await Promise.resolve();
    this.#started();
    const end = run.end ?? (await doWork(run, this.#frame, this.#request));
    this.#workEnded(end);
    if (run.phase === 'rollback') {
      await this.#rollBack(end);
      this.#enter('finally');
    }
    const failed = this.#endsAlone ? undefined : await runFinally(run, this.#frame);
    if (failed !== undefined) this.#finallyFailed(failed);
    run.handOver.off();
    run.phase = 'ended';
    const chained = this.#endsAlone ? {} : await chainOn(run, this.#frame);
    if (run.place.state !== undefined) await leavePlace(run);
    run.status = endStatus(run);
    if (run.follows(TELLS_STATUS_SINCE)) run.runtime.changed();
    await this.#keep();
    run.event(CLOSING_EVENT[run.status] ?? 'workflow:failed', {
      status: run.status,
      duration: run.runtime.now() - run.info.startedAt,
      progress: run.progress(),
      ...failureFields(run.failure),
    });
    return { ...resultOf(run), ...chained };
  }

  /** It only does a part of another run's work: what follows from the whole is that one's to do. */
  get #isPart(): boolean {
    const { partition, undo, letter } = this.#request;
    return partition !== undefined || undo !== undefined || letter !== undefined;
  }

  /** Nothing follows from its end here: it is a part of another run, or never had its turn. */
  get #endsAlone(): boolean {
    return this.#isPart || this.#run.place.isOutside;
  }

  #started(): void {
    const { snapshot, resumedFrom } = this.#request;
    if (snapshot !== undefined && resumedFrom === undefined) return;
    this.#run.event('workflow:started', { status: 'RUNNING' });
    if (resumedFrom !== undefined) this.#run.notice(tookUp(resumedFrom));
  }

  /** What failed is kept, beside the checkpoints that its steps made. */
  async #keep(): Promise<void> {
    const run = this.#run;
    const failed = run.status === 'FAILED' || run.status === 'ROLLED_BACK';
    if (!failed || this.#isPart || run.info.parent !== undefined) return;
    const failure = await keepFailed(run);
    if (failure !== undefined) run.notice('the failed run could not be saved as a checkpoint', { failure });
  }

  #workEnded(end: WorkEnd): void {
    const run = this.#run;
    if (run.phase !== 'work') return;
    run.end = end;
    if (end.status === 'failed') run.failure = end.failure;
    if (end.status === 'cancelled') run.failure = skippedFailure(run) ?? cancelledFailure(this.#cancel);
    this.#enter('rollback');
  }

  async #rollBack(end: WorkEnd): Promise<void> {
    const run = this.#run;
    const { undo } = this.#request;
    if (undo === undefined && this.#endsAlone) return;
    await rollBackRun(run, { end, cancel: this.#cancel, onlyUndoes: undo !== undefined });
    const [first] = run.rollbackErrors;
    // All that such a run is for is to undo.
    if (undo !== undefined && first !== undefined) run.end = { status: 'failed', failure: (run.failure = first.failure) };
  }

  /** What was decided for all of the work is written down with the phase. */
  #enter(phase: 'rollback' | 'finally'): void {
    this.#run.phase = phase;
    this.#run.handOver.recorded(WORK);
    this.#run.handOver.recorded(ROLLBACK);
  }

  /** A run that failed or was cancelled stays so; a completed one has failed. */
  #finallyFailed(failure: Failure): void {
    const run = this.#run;
    run.failure = run.failure === undefined ? failure : { ...failure, cause: run.failure };
    if (run.end?.status === 'completed' || run.end?.status === 'partial') run.end = { status: 'failed', failure: run.failure };
    run.output = null;
  }
}

function tookUp({ runId, step, checkpoint }: ResumedFrom): string {
  const from = checkpoint === undefined ? '' : `, checkpoint ${checkpoint}`;
  return `takes up what run ${runId} had done${from}${step === undefined ? '' : `; begins at ${step}`}`;
}

function cancelledFailure(request: CancelRequest | undefined): Failure {
  const reason = request?.reason === undefined ? '' : `: ${request.reason}`;
  return { code: 'Cancelled', class: 'cancelled', message: `the run was cancelled${reason}` };
}
