import type { RunTask } from '../../client/api.ts';
import { oneLine } from './step-line.ts';
import { renderTable } from './table.ts';

export function renderTasks(tasks: readonly RunTask[]): string {
  return renderTable([['RUN', 'STEP', 'ASKED', 'APPROVED', 'SINCE', 'DUE', 'WHAT'], ...tasks.map(row)]);
}

function row({ runId, path, approvers, quorum, decisions, since, due, prompt, stepName }: RunTask): string[] {
  const approvals = decisions.filter(({ approved }) => approved).length;
  return [
    runId,
    path,
    approvers.length === 0 ? 'anybody' : approvers.join(', '),
    `${approvals}/${quorum.approve}`,
    minute(since),
    due === null ? '' : minute(due),
    oneLine(prompt ?? stepName),
  ];
}

/** Of an ISO 8601 time. */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
