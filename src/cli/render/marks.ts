import type { StepStatus, WorkflowStatus } from '../../core/run/status.ts';
import type { Colors } from '../terminal.ts';

const STEP_MARKS = {
  PENDING: '·',
  RUNNING: '▸',
  WAITING: '…',
  RETRYING: '↻',
  COMPLETED: '✔',
  FAILED: '✖',
  SKIPPED: '–',
  CANCELLED: '■',
  ROLLED_BACK: '↺',
} as const satisfies Record<StepStatus, string>;

export function stepMark(status: StepStatus, colors: Colors): string {
  const mark = STEP_MARKS[status];
  if (status === 'COMPLETED') return colors.green(mark);
  if (status === 'FAILED') return colors.red(mark);
  return status === 'PENDING' || status === 'SKIPPED' ? colors.dim(mark) : colors.yellow(mark);
}

/** A run's status in the colour that says whether it went well. */
export function runStatus(status: WorkflowStatus, colors: Colors): string {
  if (status === 'COMPLETED') return colors.green(status);
  if (status === 'FAILED' || status === 'ROLLED_BACK') return colors.red(status);
  return status === 'PENDING' || status === 'RUNNING' ? colors.cyan(status) : colors.yellow(status);
}
