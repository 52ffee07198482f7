import type { Progress } from '../../core/run/result.ts';
import type { StepStatus } from '../../core/run/status.ts';
import type { Colors } from '../terminal.ts';
import { runStatus } from './marks.ts';
import { oneLine } from './step-line.ts';

/** D's progress record, and what is going on just now. */
export interface ProgressReport extends Progress {
  readonly active: readonly ActiveStep[];
}

export interface ActiveStep {
  readonly path: string;
  readonly status: StepStatus;
  readonly attempts: number;
  /** Of the last attempt, while the step is tried again. */
  readonly error?: string;
}

/** `RUNNING  42 %  3/7 steps · charge (attempt 2: card service said 503)` */
export function renderProgress(report: ProgressReport, colors: Colors): string {
  const { status, percentComplete, completedSteps, totalSteps, failedSteps, active } = report;
  const steps = `${completedSteps}/${totalSteps} steps${failedSteps === 0 ? '' : `, ${colors.red(`${failedSteps} failed`)}`}`;
  const now = active.map(({ path, status, attempts, error }) => {
    const detail =
      status === 'WAITING' ? 'waiting' : attempts > 1 ? `attempt ${attempts}${error === undefined ? '' : `: ${oneLine(error)}`}` : '';
    return detail === '' ? path : `${path} (${detail})`;
  });
  return [`${runStatus(status, colors)}  ${percentComplete} %  ${steps}`, ...(now.length === 0 ? [] : [now.join(', ')])].join(' · ');
}
