import type { RollbackPolicy } from '../definition/step-base.ts';
import type { Failure } from '../errors/failure.ts';
import { dependenciesOf } from '../graph/dependencies.ts';
import type { DetailLine } from '../run/details.ts';
import type { WorkflowEventType } from '../run/events.ts';
import type { Progress, WireWorkflowResult } from '../run/result.ts';
import type { WorkflowStatus } from '../run/status.ts';
import type { CancelRequest, RollbackPlanEntry, RunState, TrailPage } from '../run/wire.ts';
import { call, resolveDuration } from './call.ts';
import { assertFits } from './fits.ts';
import { Frame } from './frame.ts';
import { runTopList, type TopEnd } from './list.ts';
import { resultOf, stateOf } from './result.ts';
import { rollBack, type RollbackEntry } from './rollback.ts';
import { failureFields, Run, type RunRequest } from './run.ts';
import type { Outcome, Runtime } from './runtime.ts';
import { Scope } from './scope.ts';
import { spawn } from './spawn.ts';

/** The hands on a run: what signals and queries call. */
export interface RunControl {
  readonly result: Promise<WireWorkflowResult>;
  pause(): void;
  resume(): void;
  /** False when it is too late: the run rolls back or has ended. */
  cancel(request: CancelRequest): boolean;
  progress(): Progress;
  state(): RunState;
  trail(since: number): TrailPage;
  rollbackPlan(): readonly RollbackPlanEntry[];
  status(): WorkflowStatus;
  /** The steps touched last, the newest at the end. */
  recent(): readonly DetailLine[];
}

type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

const CLOSING_EVENT: Readonly<Partial<Record<WorkflowStatus, WorkflowEventType>>> = {
  COMPLETED: 'workflow:completed',
  PARTIAL: 'workflow:completed',
  CANCELLED: 'workflow:cancelled',
};

/** Starts interpreting a definition. The result never rejects: whatever goes wrong is a failed run. */
export function startRun(request: RunRequest, runtime: Runtime): RunControl {
  return new Interpreter(request, runtime);
}

class Interpreter implements RunControl {
  readonly result: Promise<WireWorkflowResult>;
  readonly #run: Run;
  readonly #frame: Frame;
  #phase: 'work' | 'rollback' | 'ended' = 'work';
  #cancel: CancelRequest | undefined;

  constructor(request: RunRequest, runtime: Runtime) {
    this.#run = new Run(request, runtime);
    this.#frame = new Frame(this.#run);
    this.result = this.#execute();
  }

  pause(): void {
    if (this.#phase === 'ended' || this.#run.gate.closed) return;
    this.#run.gate.close();
    this.#run.status = 'PAUSED';
    this.#run.event('workflow:paused', { status: 'PAUSED' });
  }

  resume(): void {
    if (this.#phase === 'ended' || !this.#run.gate.closed) return;
    this.#run.status = 'RUNNING';
    this.#run.event('workflow:resumed', { status: 'RUNNING' });
    this.#run.gate.open();
  }

  cancel(request: CancelRequest): boolean {
    if (this.#phase !== 'work') return false;
    if (this.#cancel !== undefined) return true;
    this.#cancel = request;
    this.#run.runtime.log('info', 'Workflow cancellation requested', { runId: this.#run.info.runId });
    this.#run.work.cancel('cancelled');
    // A cancelled run is not paused any more: its rollback goes on.
    this.resume();
    return true;
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

  rollbackPlan(): readonly RollbackPlanEntry[] {
    return this.#run.rollbacks.plan();
  }

  status(): WorkflowStatus {
    return this.#run.status;
  }

  recent(): readonly DetailLine[] {
    return this.#run.recent();
  }

  async #execute(): Promise<WireWorkflowResult> {
    const run = this.#run;
    // The caller gets its hands on the run first, so that a pause or cancel that came before the start holds from the first step.
    await Promise.resolve();
    run.event('workflow:started', { status: 'RUNNING' });
    const end = await this.#work();
    const undo = this.#rollbackDue(end);
    if (end.status === 'failed') run.failure = end.failure;
    this.#phase = 'rollback';
    const undone = undo ? await this.#rollBack() : 0;
    run.status = finalStatus(end, undone, run.rollbackErrors.length);
    this.#phase = 'ended';
    if (end.status === 'cancelled') run.failure = cancelledFailure(this.#cancel);
    run.event(CLOSING_EVENT[run.status] ?? 'workflow:failed', {
      status: run.status,
      duration: run.runtime.now() - run.info.startedAt,
      progress: run.progress(),
      ...failureFields(run.failure),
    });
    return resultOf(run);
  }

  async #work(): Promise<TopEnd> {
    let end: TopEnd = { status: 'cancelled' };
    const outcome = await spawn(async () => {
      this.#checkInput();
      this.#resolveKey();
      end = await this.#timed(() => this.#steps());
      if (this.#run.returned) end = { status: 'completed' };
      if (end.status === 'completed' || end.status === 'partial') this.#run.output = this.#outputOf();
      return { status: 'completed', value: null };
    });
    return outcome.status === 'failed' ? outcome : end;
  }

  #steps(): Promise<TopEnd> {
    const { definition, work } = this.#run;
    return runTopList({ run: this.#run, frame: this.#frame, scope: work, prefix: '' }, definition.steps ?? [], {
      strategy: definition.failureStrategy ?? 'fail-fast',
      mode: definition.mode ?? 'sequence',
      dependencies: this.#dependencies() ?? new Map(),
    });
  }

  /** References count as dependencies in graph mode, and where dependents of a failed step are skipped. */
  #dependencies(): Dependencies | undefined {
    const { definition, names } = this.#run;
    if (definition.mode !== 'graph' && definition.failureStrategy !== 'partial-failure') return undefined;
    return dependenciesOf(definition.steps ?? [], names);
  }

  /** The workflow's `timeout` is a failure of the run; rollback is outside it. */
  async #timed(work: () => Promise<TopEnd>): Promise<TopEnd> {
    const { definition, runtime, gate } = this.#run;
    if (definition.timeout === undefined) return work();
    const ms = resolveDuration(this.#run, this.#frame, { value: definition.timeout, field: 'timeout' });
    const clock = Scope.root();
    const timer = spawn(async () => {
      const slept = await runtime.sleep(clock, ms, 'workflow timeout');
      if (slept.status === 'completed') await gate.pass(clock);
      if (slept.status === 'completed' && !clock.cancelled) this.#run.work.cancel('timeout');
      return slept;
    });
    const end = await work();
    clock.cancel('superseded');
    await timer;
    if (this.#run.work.reason !== 'timeout' || end.status !== 'cancelled') return end;
    return { status: 'failed', failure: { code: 'Timeout', class: 'timeout', message: `the run was not done after ${ms} ms` } };
  }

  #checkInput(): void {
    const { definition, input } = this.#run;
    assertFits(input, { schema: definition.input, code: 'InvalidInput', complaint: "the input does not fit the definition's schema" });
  }

  #resolveKey(): void {
    const { definition, evaluator } = this.#run;
    const key = definition.key === undefined ? null : evaluator.resolve(definition.key, this.#frame);
    if (key !== null) this.#run.key = typeof key === 'string' ? key : JSON.stringify(key);
  }

  #outputOf(): unknown {
    const { definition, evaluator } = this.#run;
    const output = this.#run.returned
      ? this.#run.returnValue
      : definition.output === undefined
        ? Object.fromEntries((definition.steps ?? []).map((step) => [step.id, this.#frame.lookup(step.id)?.value ?? null]))
        : evaluator.resolve(definition.output, this.#frame);
    assertFits(output, { schema: definition.outputSchema, code: 'InvalidOutput', complaint: 'the output does not fit outputSchema' });
    return output;
  }

  #rollbackDue(end: TopEnd): boolean {
    const { on = ['failure', 'cancel'] } = policyOf(this.#run.definition.rollbackOnFailure) ?? { on: [] };
    if (end.status === 'failed') return on.includes('failure');
    return end.status === 'cancelled' && (this.#cancel?.rollback ?? on.includes('cancel'));
  }

  async #rollBack(): Promise<number> {
    const run = this.#run;
    const entries = run.rollbacks.newestFirst();
    if (entries.length === 0) return 0;
    run.event('rollback:started');
    const graph = run.definition.mode === 'graph' ? this.#dependencies() : undefined;
    const scope = Scope.root();
    const report = await rollBack(entries, graph, (entry) => this.#undo(entry, scope));
    run.rollbackErrors = report.errors;
    run.event('rollback:completed');
    return report.rolledBack;
  }

  async #undo(entry: RollbackEntry, scope: Scope): Promise<Outcome<unknown>> {
    const run = this.#run;
    const outcome: Outcome<unknown> =
      'call' in entry.plan ? await call(run, scope, entry.plan.call) : { status: 'failed', failure: entry.plan.failure };
    if (outcome.status === 'completed') run.rolledBack(entry.path);
    if (outcome.status !== 'failed') return outcome;
    run.notRolledBack(entry.path, outcome.failure);
    run.runtime.log('warn', 'Workflow rollback of a step failed', { path: entry.path, failure: outcome.failure });
    return outcome;
  }
}

function policyOf(rollback: boolean | RollbackPolicy | undefined): RollbackPolicy | undefined {
  if (rollback === undefined || rollback === false) return undefined;
  return rollback === true ? {} : rollback;
}

function finalStatus(end: TopEnd, rolledBack: number, rollbackErrors: number): WorkflowStatus {
  if (end.status === 'completed') return 'COMPLETED';
  if (end.status === 'partial') return 'PARTIAL';
  if (end.status === 'cancelled') return 'CANCELLED';
  return rolledBack > 0 && rollbackErrors === 0 ? 'ROLLED_BACK' : 'FAILED';
}

function cancelledFailure(request: CancelRequest | undefined): Failure {
  const reason = request?.reason === undefined ? '' : `: ${request.reason}`;
  return { code: 'Cancelled', class: 'cancelled', message: `the run was cancelled${reason}` };
}
