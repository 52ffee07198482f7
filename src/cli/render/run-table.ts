import type { RunSummary } from '../../client/api.ts';
import { renderDuration } from './duration.ts';
import { renderTable } from './table.ts';

export function renderRuns(runs: readonly RunSummary[]): string {
  return renderTable([['RUN', 'DEFINITION', 'KEY', 'STATUS', 'STARTED', 'DURATION', 'TAGS'], ...runs.map(row)]);
}

function row({ runId, definition, version, key = '', status, startTime, endTime, tags }: RunSummary): string[] {
  return [
    runId,
    version === undefined ? definition : `${definition}@${version}`,
    key,
    status,
    startTime.toISOString().slice(0, 19).replace('T', ' '),
    endTime === undefined ? '' : renderDuration(endTime.getTime() - startTime.getTime()),
    tags.join(', '),
  ];
}
