import type { JournalEntry } from '../../core/interpreter/journal.ts';
import type { Moment } from '../../replay/moments.ts';
import type { PastRun } from '../../replay/past-run.ts';
import { stepsAt } from '../../replay/state-at.ts';
import type { Colors } from '../terminal.ts';
import { stepMark } from './marks.ts';
import { renderEvent } from './event-line.ts';

/** Longest value in a list, characters; `print` shows it whole. */
const LONGEST = 200;
const MOST_STEPS = 30;

/** ` 3  12:30:00.512  step:completed      charge  142 ms` */
export function renderMomentLine(moment: Moment, { moments }: PastRun, colors: Colors): string {
  const timestamp = new Date(moment.at).toISOString();
  return `${String(moment.n).padStart(String(moments.length).length)}  ${renderEvent({ ...moment, timestamp }, colors)}`;
}

/** A moment with all that could be seen then. */
export function renderMoment(moment: Moment, past: PastRun, colors: Colors): string {
  const { step, variables, expressions } = moment;
  const value = step?.data === undefined ? [] : [['value', step.data] as const];
  return [
    renderMomentLine(moment, past, colors),
    ...section('', value),
    ...section(
      'expressions',
      expressions.map((each) => [each.source, 'error' in each ? new Failed(each.error) : each.value] as const),
    ),
    ...section('variables', Object.entries(variables)),
    ...steps(stepsAt(past, moment), colors),
  ].join('\n');
}

/** In place of a value: evaluating gave an error. */
class Failed {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

function section(title: string, rows: readonly (readonly [string, unknown])[]): readonly string[] {
  if (rows.length === 0) return [];
  const width = Math.min(40, Math.max(...rows.map(([name]) => name.length)));
  const indent = title === '' ? '  ' : '    ';
  const head = title === '' ? [] : [`  ${title}`];
  return [...head, ...rows.map(([name, value]) => `${indent}${oneLine(name).padEnd(width)}  ${shown(value)}`)];
}

/** The newest ones: a long run has reached thousands. */
function steps(all: readonly JournalEntry[], colors: Colors): readonly string[] {
  if (all.length === 0) return [];
  const entries = all.slice(-MOST_STEPS);
  const width = Math.max(...entries.map(({ path }) => path.length));
  const lines = entries.map(({ path, status, data, failure }) => {
    const tail = failure === undefined ? (data === undefined ? '' : shown(data)) : colors.red(oneLine(failure.message));
    return `    ${stepMark(status, colors)} ${path.padEnd(width)}  ${tail}`.trimEnd();
  });
  const before = all.length - entries.length;
  return [before === 0 ? '  steps' : `  steps, after ${before} others`, ...lines];
}

function shown(value: unknown): string {
  if (value instanceof Failed) return `✖ ${oneLine(value.message)}`;
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
