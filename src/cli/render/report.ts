import type { Consequence, Incident, RunReport } from '../../core/report/run-report.ts';
import type { Colors } from '../terminal.ts';
import { runStatus } from './marks.ts';
import { renderTable } from './table.ts';

export interface ReportOptions {
  readonly colors: Colors;
  /** The command that shows every step. */
  readonly trace: string;
}

const WORDS: Readonly<Record<Consequence['what'], string>> = {
  'failed-with-it': 'failed with it',
  'failed-too': 'failed too',
  cancelled: 'was cancelled',
  'rolled-back': 'was rolled back',
  'not-rolled-back': 'could not be rolled back',
};

/** A report for somebody who has to do something about the run. */
export function renderReport(report: RunReport, { colors, trace }: ReportOptions): string {
  const { first, before, followed, notReached, advice } = report;
  const title = `${colors.bold(report.runId)} (${report.workflowName}): ${runStatus(report.status, colors)}`;
  if (first === undefined) return `${title}\nNothing failed.`;
  const later = [...followed.map(consequenceRow), ...(notReached === 0 ? [] : [[`  ${notReached} more`, 'never begun']])];
  return [
    title,
    ...section('First:', incidentLines(first, colors)),
    ...section(
      'Before that, and survived:',
      before.flatMap((each) => incidentLines(each, colors)),
    ),
    ...section('What followed:', later.length === 0 ? [] : [renderTable(later)]),
    ...section('What to do:', [...advice.map((line) => `  ${line}`), `  Every step: ${trace}`]),
  ].join('\n');
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...lines];
}

function incidentLines(
  { path, stepName, at, attempts, class: errorClass, code, message, causes }: Incident,
  colors: Colors,
): readonly string[] {
  const name = stepName === undefined || stepName === path ? '' : ` (${stepName})`;
  const facts = [
    ...(at === undefined ? [] : [`at ${at}`]),
    ...(path === undefined ? [] : [attempts === 1 ? '1 attempt' : `${attempts} attempts`]),
  ];
  return [
    `  ${path ?? 'the run itself'}${name}${facts.length === 0 ? '' : ` · ${facts.join(', ')}`}`,
    `  ${colors.red(`${errorClass} ${code}`)}: ${message}`,
    ...causes.map((cause) => `    because of ${cause.code}: ${cause.message}`),
  ];
}

function consequenceRow({ path, stepName, what, message }: Consequence): readonly string[] {
  const name = stepName === path ? '' : ` (${stepName})`;
  return [`  ${path}${name}`, `${WORDS[what]}${message === undefined ? '' : `: ${message.replaceAll(/\s+/g, ' ')}`}`];
}
