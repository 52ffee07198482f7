import type { StepStatus } from '../../core/run/status.ts';
import type { Colors } from '../terminal.ts';
import { renderDuration } from '../../core/run/render-duration.ts';
import { stepMark } from './marks.ts';

/** What one line about a step shows. */
export interface StepLine {
  readonly status: StepStatus;
  readonly path: string;
  readonly name: string;
  readonly duration?: number;
  readonly attempts?: number;
  readonly cached?: boolean;
  /** Where something was written. */
  readonly where?: string;
  /** Of a waiting step: what ends its wait. */
  readonly waitsFor?: string;
  /** Of a loop that ended: how many there were. */
  readonly iterations?: number;
  readonly error?: string;
}

/** Widths of the columns for the path and the name. */
export interface Columns {
  readonly path: number;
  readonly name: number;
}

const WIDEST: Columns = { path: 32, name: 40 };

/** Columns wide enough for these steps, within reason. */
export function columnsFor(steps: Iterable<{ readonly path: string; readonly name: string }>): Columns {
  let columns: Columns = { path: 0, name: 0 };
  for (const { path, name } of steps) {
    columns = { path: Math.max(columns.path, path.length), name: Math.max(columns.name, shownName({ path, name }).length) };
  }
  return { path: Math.min(columns.path, WIDEST.path), name: Math.min(columns.name, WIDEST.name) };
}

/** `  ✔ file-drive   File invoice in Drive   142 ms   → .stepwright/drive/…` */
export function renderStepLine(line: StepLine, columns: Columns, colors: Colors): string {
  const { status, path, where, error, waitsFor = 'waiting', iterations } = line;
  const duration = line.duration === undefined ? '' : renderDuration(line.duration);
  const details = [
    (line.attempts ?? 1) > 1 ? `${line.attempts} attempts` : '',
    line.cached === true ? 'cached' : '',
    status === 'SKIPPED' ? 'skipped' : '',
    status === 'WAITING' ? waitsFor : '',
    iterations === undefined ? '' : `${iterations} iteration${iterations === 1 ? '' : 's'}`,
    status === 'CANCELLED' ? 'cancelled' : '',
    status === 'ROLLED_BACK' ? 'rolled back' : '',
  ].filter((detail) => detail !== '');
  const tail = [
    duration.padStart(8),
    ...details.map((detail) => colors.dim(detail)),
    ...(where === undefined ? [] : [colors.dim(`→ ${where}`)]),
    ...(error === undefined ? [] : [colors.red(oneLine(error))]),
  ];
  return `  ${stepMark(status, colors)} ${path.padEnd(columns.path)}  ${shownName(line).padEnd(columns.name)} ${tail.join('  ')}`.trimEnd();
}

/** A name that only repeats the id says nothing. */
function shownName({ path, name }: { readonly path: string; readonly name: string }): string {
  return name === path ? '' : name;
}

const LONGEST_ERROR = 200;

export function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST_ERROR ? `${line.slice(0, LONGEST_ERROR - 1)}…` : line;
}
