/** Status of a run; the names are source D's, used as values and as a type. */
export const WorkflowStatus = {
  PENDING: 'PENDING',
  RUNNING: 'RUNNING',
  PAUSED: 'PAUSED',
  COMPLETED: 'COMPLETED',
  PARTIAL: 'PARTIAL',
  FAILED: 'FAILED',
  ROLLED_BACK: 'ROLLED_BACK',
  CANCELLED: 'CANCELLED',
} as const;
export type WorkflowStatus = (typeof WorkflowStatus)[keyof typeof WorkflowStatus];

const OVER: ReadonlySet<WorkflowStatus> = new Set(['COMPLETED', 'PARTIAL', 'FAILED', 'ROLLED_BACK', 'CANCELLED']);

/** A run with this status has ended. */
export function isOver(status: WorkflowStatus): boolean {
  return OVER.has(status);
}

/** Status of one execution of a step. */
export const StepStatus = {
  PENDING: 'PENDING',
  RUNNING: 'RUNNING',
  WAITING: 'WAITING',
  RETRYING: 'RETRYING',
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
  SKIPPED: 'SKIPPED',
  CANCELLED: 'CANCELLED',
  ROLLED_BACK: 'ROLLED_BACK',
} as const;
export type StepStatus = (typeof StepStatus)[keyof typeof StepStatus];
