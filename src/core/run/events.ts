import type { Failure } from '../errors/failure.ts';
import type { Progress } from './result.ts';
import type { StepStatus, WorkflowStatus } from './status.ts';
import type { Usage } from './usage.ts';

/** Types of live events; the names of source D are kept. */
export const WorkflowEventType = {
  WORKFLOW_STARTED: 'workflow:started',
  WORKFLOW_PROGRESS: 'workflow:progress',
  WORKFLOW_PAUSED: 'workflow:paused',
  WORKFLOW_RESUMED: 'workflow:resumed',
  WORKFLOW_COMPLETED: 'workflow:completed',
  WORKFLOW_FAILED: 'workflow:failed',
  WORKFLOW_CANCELLED: 'workflow:cancelled',
  WORKFLOW_NOTICE: 'workflow:notice',
  STEP_STARTED: 'step:started',
  STEP_COMPLETED: 'step:completed',
  STEP_FAILED: 'step:failed',
  STEP_SKIPPED: 'step:skipped',
  STEP_WAITING: 'step:waiting',
  ROLLBACK_STARTED: 'rollback:started',
  ROLLBACK_STEP: 'rollback:step',
  ROLLBACK_COMPLETED: 'rollback:completed',
} as const;
export type WorkflowEventType = (typeof WorkflowEventType)[keyof typeof WorkflowEventType];

const CLOSING: ReadonlySet<string> = new Set<WorkflowEventType>(['workflow:completed', 'workflow:failed', 'workflow:cancelled']);
const STEP_ENDS: ReadonlySet<string> = new Set<WorkflowEventType>(['step:completed', 'step:failed', 'step:skipped']);

/** The event that ends a run's course. */
export function isClosing({ type }: { readonly type: string }): boolean {
  return CLOSING.has(type);
}

/** An event that ends an execution of a step; of a cancelled one none is told. */
export function isStepEnd({ type }: { readonly type: string }): boolean {
  return STEP_ENDS.has(type);
}

/** One line of a run's trail: what happened, in order. The interpreter writes it; events and traces are read from it. */
export interface TrailEntry {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly type: WorkflowEventType;
  /** Workflow time, ms since the epoch. */
  readonly at: number;
  readonly path?: string;
  readonly stepId?: string;
  readonly stepName?: string;
  readonly status?: StepStatus | WorkflowStatus;
  /** Milliseconds. */
  readonly duration?: number;
  readonly attempts?: number;
  /** It was not called: another call's result was kept. */
  readonly cached?: true;
  /** Of the attempt that did it, where it was measured. */
  readonly usage?: Usage;
  readonly error?: string;
  readonly failure?: Failure;
  readonly progress?: Progress;
  /** Of `workflow:notice`: what came from outside and what became of it. */
  readonly notice?: string;
}

/** What a subscriber gets. */
export interface WorkflowEvent {
  readonly type: WorkflowEventType;
  readonly runId: string;
  /** The definition's id. */
  readonly workflowId: string;
  readonly workflowName: string;
  readonly path?: string;
  readonly stepId?: string;
  readonly stepName?: string;
  readonly status?: StepStatus | WorkflowStatus;
  /** Milliseconds. */
  readonly duration?: number;
  readonly attempts?: number;
  /** It was not called: another call's result was kept. */
  readonly cached?: true;
  /** Of the attempt that did it, where it was measured. */
  readonly usage?: Usage;
  readonly error?: string;
  readonly progress?: Progress;
  /** Of `workflow:notice`: what came from outside and what became of it. */
  readonly notice?: string;
  /** ISO 8601. */
  readonly timestamp: string;
  /** Give it to `events({ cursor })` to go on after this event, also in another process. */
  readonly cursor: string;
  /** ISO 8601: when it was archived, of a run that Temporal no longer knows. */
  readonly archivedAt?: string;
}
