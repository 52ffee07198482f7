import type { Failure } from '../../core/errors/failure.ts';
import type { TrailEntry } from '../../core/run/events.ts';
import type { ChainedRun, ResultData, RollbackError } from '../../core/run/result.ts';
import type { StepStatus, WorkflowStatus } from '../../core/run/status.ts';
import type { PendingTask, RunEvent } from '../../core/run/wire.ts';
import type { Coverage } from '../reached/coverage.ts';

/**
 * What a run in memory did. Times are milliseconds from its start. Paths of child runs begin with the path of the step that
 * started them: `ship/pack`.
 */
export interface TestResult {
  /** `RUNNING` or `PAUSED`: it waits for something that nothing will bring, see `waiting`. */
  readonly status: WorkflowStatus;
  /** True for COMPLETED only. */
  readonly success: boolean;
  /** null unless COMPLETED or PARTIAL. */
  readonly output: ResultData;
  readonly error?: string;
  readonly failure?: Failure;
  /** Milliseconds of virtual time. */
  readonly duration: number;
  /** The last execution of each step, by its id. */
  readonly steps: Readonly<Record<string, TestStep>>;
  /** Every execution of a step, those of child runs as well, in order of their start. */
  readonly executions: readonly TestStep[];
  /** Every attempt at an action, in order of their start; rollbacks too. */
  readonly calls: readonly TestCall[];
  /** Child runs, in order of their start. */
  readonly children: readonly TestChild[];
  /** Branches taken, in order. */
  readonly branches: readonly TestBranch[];
  /** Paths of the steps that were undone, in that order. */
  readonly rolledBack: readonly string[];
  readonly rollbackErrors: readonly RollbackError[];
  /** Events that `emit` steps sent, in order. */
  readonly emitted: readonly TestEvent[];
  /** Approvals that waited, as they were when people saw them last. */
  readonly tasks: readonly PendingTask[];
  /** What became of `at`, in the same order. */
  readonly messages: readonly TestMessage[];
  /** What the run still waits for; empty when it has ended. */
  readonly waiting: readonly Waiting[];
  readonly chained: readonly ChainedRun[];
  readonly trail: readonly TrailEntry[];
  /** Of each definition that ran. */
  readonly coverage: readonly Coverage[];
}

/** One execution of a step. */
export interface TestStep {
  readonly path: string;
  readonly stepId: string;
  readonly stepName: string;
  readonly status: StepStatus;
  readonly attempts: number;
  /** It was not called: another call's result was kept. */
  readonly cached?: boolean;
  readonly at: number;
  readonly duration?: number;
  /** The step's value. Of steps in bodies only what calls gave is known. */
  readonly value?: ResultData;
  readonly failure?: Failure;
}

/** One attempt at an action. */
export interface TestCall {
  readonly path: string;
  readonly stepId: string;
  readonly target: string;
  readonly action: string;
  readonly params: ResultData;
  /** From 1. */
  readonly attempt: number;
  readonly at: number;
  /** Absent while it has not ended. */
  readonly duration?: number;
  readonly result?: ResultData;
  readonly failure?: Failure;
}

export interface TestChild {
  /** Of the step that started it. */
  readonly path: string;
  readonly runId: string;
  /** Id of its definition. */
  readonly workflow: string;
  readonly input: ResultData;
  readonly at: number;
}

export interface TestBranch {
  /** Of the step that chose; of a transition, the state. */
  readonly path: string;
  /** `else`, `case 2`, `branch eu`, `catch 1`, `onTimeout`, `on REJECT → rejected`. */
  readonly branch: string;
  readonly at: number;
}

export interface TestEvent {
  readonly path: string;
  readonly event: RunEvent;
  readonly to: { readonly run?: string; readonly key?: string };
  readonly at: number;
}

export interface TestMessage {
  readonly at: number;
  /** Why it did not count. */
  readonly refused?: Failure;
}

/** What only the outside can bring. */
export type Waiting =
  | { readonly for: 'event'; readonly path: string; readonly events: readonly string[] }
  | { readonly for: 'approval'; readonly path: string; readonly task: PendingTask }
  /** The run, or the child run of this path, is paused. */
  | { readonly for: 'resume'; readonly path: string };
