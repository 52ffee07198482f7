import { WorkflowNotFoundError } from '@temporalio/common';
import type { WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';

import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { RunProfile } from '../core/profile/run-profile.ts';
import { reportOf, type RunReport } from '../core/report/run-report.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import type { Progress, WireStepResult, WorkflowResult } from '../core/run/result.ts';
import type { RerunPlan } from '../core/rerun/take-up.ts';
import { SIGNALS, type CancelRequest, type RollbackPlanEntry, type RunState } from '../core/run/wire.ts';
import type {
  EventOptions,
  OperatorOptions,
  ReplayOptions,
  RerunOptions,
  RollbackOptions,
  Run,
  RunTask,
  SentEvent,
  VoteOptions,
} from './api.ts';
import { archivedResult, archivedTrace, orArchived } from './archived-run.ts';
import type { Cluster } from './cluster.ts';
import { coarseStatus, describeRun } from './describe-run.ts';
import { operate, retryStep } from './operate.ts';
import { queryRun } from './query-run.ts';
import { definitionOfRun } from './run-definition.ts';
import { eventsOfRun } from './run-events.ts';
import { historiesOfRun } from './run-histories.ts';
import { resultOfRun } from './run-result.ts';
import { traceOfRun } from './run-trace.ts';
import { tasksOfRun } from './run-tasks.ts';
import { makeEvent, sendEvent } from './send-event.ts';
import { temporalError } from './temporal-errors.ts';
import type { WatchOptions } from './trail-reader.ts';
import { castVote } from './vote.ts';

/** Holds the run id only, so it stays right when the run goes on in a fresh history, and works for a run started anywhere. */
export class RunHandle implements Run {
  readonly id: string;
  readonly #cluster: Cluster;

  constructor(cluster: Cluster, id: string) {
    this.#cluster = cluster;
    this.id = id;
  }

  /** Of a run that Temporal no longer knows: as it was archived. */
  result(): Promise<WorkflowResult> {
    return orArchived(this.#cluster, this.id, { known: () => this.#result(), archived: archivedResult });
  }

  async #result(): Promise<WorkflowResult> {
    if (this.#cluster.worker.idle) {
      // A run that has ended needs no worker.
      const { status } = await describeRun(this.#cluster, this.id);
      if (status.name !== 'RUNNING') return resultOfRun(this.#cluster, this.id);
      await this.#cluster.worker.ready();
    }
    return this.#cluster.worker.guard(resultOfRun(this.#cluster, this.id));
  }

  async progress(): Promise<Progress> {
    const { status } = await describeRun(this.#cluster, this.id);
    if (status.name === 'RUNNING') return queryRun(this.#cluster, this.id, { name: 'progress' });
    // An ended run left its result: no worker need replay it.
    return (await resultOfRun(this.#cluster, this.id)).progress;
  }

  async state(): Promise<RunState> {
    const state = await queryRun<RunState>(this.#cluster, this.id, { name: 'state' });
    const description = await describeRun(this.#cluster, this.id);
    return { ...state, steps: withAttempts(state.steps, description) };
  }

  events(options: WatchOptions = {}): AsyncIterable<WorkflowEvent> {
    return eventsOfRun(this.#cluster, this.id, options);
  }

  trace(): Promise<readonly WorkflowEvent[]> {
    return orArchived(this.#cluster, this.id, { known: () => traceOfRun(this.#cluster, this.id), archived: archivedTrace });
  }

  report(): Promise<RunReport> {
    return orArchived(this.#cluster, this.id, {
      known: () => this.#report(),
      archived: (run) => reportOf(archivedResult(run), run.trace),
    });
  }

  async #report(): Promise<RunReport> {
    const { status } = await describeRun(this.#cluster, this.id);
    const run = status.name === 'RUNNING' ? await this.state() : await resultOfRun(this.#cluster, this.id);
    return reportOf(run, await traceOfRun(this.#cluster, this.id));
  }

  async profile(): Promise<RunProfile> {
    const { profileRun } = await import('./profile-run.ts');
    return (await profileRun(this.#cluster, this.id)).profile;
  }

  rollbackPlan(): Promise<readonly RollbackPlanEntry[]> {
    return queryRun(this.#cluster, this.id, { name: 'rollbackPlan' });
  }

  tasks(): Promise<readonly RunTask[]> {
    return tasksOfRun(this.#cluster, this.id);
  }

  async event(type: string, data?: unknown, options: EventOptions = {}): Promise<SentEvent> {
    const event = await makeEvent(this.#cluster, { type, data, options });
    await sendEvent(this.#cluster, this.id, event);
    return { id: event.id };
  }

  approve(step?: string, options: VoteOptions = {}): Promise<void> {
    return castVote(this.#cluster, { runId: this.id, approved: true, step, options });
  }

  reject(step?: string, options: VoteOptions = {}): Promise<void> {
    return castVote(this.#cluster, { runId: this.id, approved: false, step, options });
  }

  definition(): Promise<WorkflowDefinition> {
    return definitionOfRun(this.#cluster, this.id);
  }

  histories(): Promise<readonly string[]> {
    return historiesOfRun(this.#cluster, this.id);
  }

  retry(step: string, options: ReplayOptions = {}): Promise<void> {
    return retryStep(this.#cluster, this.id, { step, options });
  }

  skip(step: string, options: OperatorOptions = {}): Promise<void> {
    return operate(this.#cluster, this.id, { command: { do: 'skip', step }, options });
  }

  override(step: string, output: unknown, options: OperatorOptions = {}): Promise<void> {
    return operate(this.#cluster, this.id, { command: { do: 'override', step, output }, options });
  }

  setVariables(values: Readonly<Record<string, unknown>>, options: OperatorOptions = {}): Promise<void> {
    return operate(this.#cluster, this.id, { command: { do: 'set', values }, options });
  }

  decide(step: string, approved: boolean, options: OperatorOptions = {}): Promise<void> {
    return operate(this.#cluster, this.id, { command: { do: 'decide', step, approved }, options });
  }

  confirmRollback({ steps, backTo, ...options }: RollbackOptions = {}): Promise<void> {
    const command = { do: 'rollback', confirm: true, ...present({ steps, backTo }) } as const;
    return operate(this.#cluster, this.id, { command, options });
  }

  declineRollback(options: OperatorOptions = {}): Promise<void> {
    return operate(this.#cluster, this.id, { command: { do: 'rollback', confirm: false }, options });
  }

  async rollback(options: RollbackOptions = {}): Promise<Run> {
    const { rollBackEnded } = await import('./roll-back.ts');
    return new RunHandle(this.#cluster, await rollBackEnded(this.#cluster, this.id, options));
  }

  async rerun(options: RerunOptions = {}): Promise<Run> {
    // Validation is loaded by those who start runs.
    const { rerunRun } = await import('./rerun.ts');
    return new RunHandle(this.#cluster, await rerunRun(this.#cluster, this.id, options));
  }

  async planRerun(options: RerunOptions = {}): Promise<RerunPlan> {
    const { planRerun } = await import('./rerun.ts');
    return planRerun(this.#cluster, this.id, options);
  }

  pause(): Promise<void> {
    return this.#tell('pause', (handle) => handle.signal(SIGNALS.pause));
  }

  resume(): Promise<void> {
    return this.#tell('resume', (handle) => handle.signal(SIGNALS.resume));
  }

  cancel(request: CancelRequest = {}): Promise<void> {
    return this.#tell('cancel', async (handle) => {
      // The signal says how; Temporal's own request lets the run close as cancelled.
      await handle.signal<[CancelRequest]>(SIGNALS.cancel, request);
      await handle.cancel().catch(ifStillThere);
    });
  }

  terminate(reason?: string): Promise<void> {
    return this.#tell('terminate', async (handle) => {
      await handle.terminate(reason);
    });
  }

  async #tell(verb: string, tell: (handle: WorkflowHandle) => Promise<void>): Promise<void> {
    const { client } = this.#cluster;
    try {
      await tell(client.workflow.getHandle(this.id));
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw temporalError(error, `${verb} run "${this.id}"`);
      // The server says the same of a run that has ended and of one that never was.
      const { status } = await describeRun(this.#cluster, this.id);
      throw new StepwrightError('RunNotFound', `run "${this.id}" can't be told to ${verb}: it has ended (${coarseStatus(status.name)})`, {
        class: 'validation',
        hint: `Its result: stepwright result ${this.id}`,
        cause: error,
      });
    }
  }
}

/** The run may have ended at the signal. */
function ifStillThere(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

/** Retries happen on the server: attempts of a running step and its last error are known there alone. */
function withAttempts(steps: readonly WireStepResult[], { raw }: WorkflowExecutionDescription): readonly WireStepResult[] {
  const pending = new Map(raw.pendingActivities?.map((activity) => [activity.activityId, activity]));
  return steps.map((step) => {
    const activity = step.status === 'RUNNING' ? pending.get(step.path) : undefined;
    const attempts = activity?.attempt ?? 1;
    if (activity === undefined) return step;
    const error = activity.lastFailure?.message;
    return {
      ...step,
      attempts,
      ...(attempts > 1 ? { status: 'RETRYING' as const, ...(error === undefined || error === null ? {} : { error }) } : {}),
    };
  });
}
