import type { Progress } from './result.ts';
import type { StepStatus } from './status.ts';

/** One line of the list shown in Temporal's UI. */
export interface DetailLine {
  readonly path: string;
  readonly stepName: string;
  readonly status: StepStatus;
}

const MARKS: Readonly<Record<StepStatus, string>> = {
  PENDING: '·',
  RUNNING: '▶',
  WAITING: '⏳',
  RETRYING: '↻',
  COMPLETED: '✔',
  FAILED: '✖',
  SKIPPED: '↷',
  CANCELLED: '■',
  ROLLED_BACK: '↺',
};

/** A run's progress as Markdown: the steps touched last, newest at the end. */
export function renderDetails(recent: readonly DetailLine[], progress: Progress): string {
  const { status, percentComplete, completedSteps, totalSteps } = progress;
  const lines = recent.map(({ path, stepName, status: step }) => `- ${MARKS[step]} \`${path}\` ${stepName} · ${step}`);
  return [`**${status}** · ${percentComplete}% · ${completedSteps}/${totalSteps} steps`, '', ...lines].join('\n');
}
