import type { Failure } from '../errors/failure.ts';
import type { StepStatus, WorkflowStatus } from './status.ts';

/** How far the top list of a run is; a block counts as one step. */
export interface Progress {
  /** The lowest running step in declaration order, from 1; the last one reached when none runs. */
  readonly currentStep: number;
  readonly currentStepName?: string;
  readonly totalSteps: number;
  readonly completedSteps: number;
  readonly failedSteps: number;
  readonly status: WorkflowStatus;
  /** Whole percent of settled steps: completed, skipped, failed and tolerated. */
  readonly percentComplete: number;
}

/** `Time` is an ISO 8601 text on the wire and a Date in code. */
export interface StepResultOf<Time, Data = unknown> {
  readonly stepId: string;
  readonly stepName: string;
  readonly path: string;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly startTime?: Time;
  readonly endTime?: Time;
  /** Milliseconds. */
  readonly duration?: number;
  readonly result?: { readonly data: Data };
  readonly error?: string;
  readonly failure?: Failure;
  readonly rolledBack?: boolean;
  /** It was not called: another call's result was kept. */
  readonly cached?: boolean;
}

export interface RollbackError {
  /** Path of the step whose rollback failed. */
  readonly path: string;
  readonly stepId: string;
  readonly error: string;
  readonly failure: Failure;
}

/** The record of an ended run: source D's, and what the language adds. */
export interface WorkflowResultOf<Time, Data = unknown> {
  /** The definition's id. */
  readonly workflowId: string;
  readonly workflowName: string;
  /** Temporal's workflow id. */
  readonly runId: string;
  readonly definitionVersion?: string;
  readonly status: WorkflowStatus;
  readonly startTime: Time;
  readonly endTime: Time;
  /** Milliseconds. */
  readonly duration: number;
  /** Every step reached, nested ones too, in order of declaration; of a body only failed ones, 100 at most. */
  readonly steps: readonly StepResultOf<Time, Data>[];
  readonly progress: Progress;
  /** True for COMPLETED only. */
  readonly success: boolean;
  /** null unless COMPLETED or PARTIAL. */
  readonly output: Data;
  readonly error?: string;
  readonly failure?: Failure;
  /** True when steps were rolled back and none failed to. */
  readonly rollbackPerformed: boolean;
  readonly rollbackErrors: readonly RollbackError[];
  /** Runs that `onComplete` started, or could not. */
  readonly chained?: readonly ChainedRun[];
  /** ISO 8601: when it was archived, of a run that Temporal no longer knows. */
  readonly archivedAt?: string;
}

export interface ChainedRun {
  /** As the definition names it. */
  readonly workflow: string;
  readonly runId?: string;
  /** Why it was not started. */
  readonly error?: string;
}

/** What a step gave. Source D reads its fields as they come: `step.result?.data?.webViewLink`. */
// oxlint-disable-next-line typescript/no-explicit-any -- only the definition knows its type
export type ResultData = any;

/** As users get it. */
export type StepResult = StepResultOf<Date, ResultData>;
export type WorkflowResult = WorkflowResultOf<Date, ResultData>;

/** As it travels: JSON. */
export type WireStepResult = StepResultOf<string>;
export type WireWorkflowResult = WorkflowResultOf<string>;

/** Turns the times of a result that travelled into Dates, and leaves out what a child run told its parent alone. */
export function fromWire(wire: WireWorkflowResult): WorkflowResult {
  const { rollbacks: _rollbacks, ...result } = wire as WireWorkflowResult & { readonly rollbacks?: unknown };
  return { ...result, startTime: new Date(wire.startTime), endTime: new Date(wire.endTime), steps: wire.steps.map(stepFromWire) };
}

function stepFromWire(wire: WireStepResult): StepResult {
  const { startTime, endTime, ...rest } = wire;
  return {
    ...rest,
    ...(startTime === undefined ? {} : { startTime: new Date(startTime) }),
    ...(endTime === undefined ? {} : { endTime: new Date(endTime) }),
  };
}
