import type { DefinitionProfile, Spread, StepStatistics } from '../../core/profile/definition-profile.ts';
import { TIME_KINDS, type Bottleneck, type PathPart, type RunProfile, type Span } from '../../core/profile/run-profile.ts';
import { executedSteps, stepOf } from '../../core/profile/totals.ts';
import { renderDuration } from '../../core/run/render-duration.ts';
import { isOver } from '../../core/run/status.ts';
import type { Colors } from '../terminal.ts';
import { runStatus } from './marks.ts';
import { renderTable } from './table.ts';

/** Rows, and parts of a path, before the rest is only counted. */
const MOST_ROWS = 40;
const MOST_PARTS = 12;

/** Where the time of a run went, for people: its steps, the path that decided its duration, what stands out. */
export function renderRunProfile({ runId, workflowName, status, duration, ...profile }: RunProfile, colors: Colors): string {
  return [
    `${colors.bold(runId)} (${workflowName}): ${runStatus(status, colors)} ${isOver(status) ? 'in' : 'after'} ${renderDuration(duration)}`,
    ...table(
      ['STEP', 'TOTAL', 'QUEUE', 'RUNNING', 'RETRYING', 'WAITING', 'OVERHEAD', 'ATTEMPTS', 'CPU', 'MEMORY'],
      [...executedSteps(profile.spans)].map(([step, spans]) => runRow(step, spans)),
      colors,
    ),
    `critical path *  ${pathOf(profile.criticalPath, duration)}`,
    ...conclusions(profile, colors),
  ].join('\n');
}

/** The executions of a step as one row; the columns of times are those of `TIME_KINDS`. */
function runRow(step: string, spans: readonly Span[]): readonly string[] {
  const sum = (of: (span: Span) => number | undefined) => spans.reduce((all, span) => all + (of(span) ?? 0), 0);
  const usages = spans.flatMap(({ usage }) => usage ?? []);
  const memory = usages.reduce((most, usage) => Math.max(most, usage.memory ?? 0), 0);
  return [
    `${step}${spans.length > 1 ? ` ×${spans.length}` : ''}${spans.some(({ critical }) => critical > 0) ? ' *' : ''}`,
    renderDuration(sum(({ total }) => total)),
    ...TIME_KINDS.map((kind) => time(sum((span) => span[kind]))),
    String(sum(({ attempts = 1 }) => attempts)),
    usages.length === 0 ? '' : renderDuration(sum(({ usage }) => usage?.cpu)),
    memory === 0 ? '' : bytes(memory),
  ];
}

/** The runs of a definition, for people. */
export function renderDefinitionProfile(profile: DefinitionProfile, colors: Colors): string {
  const { workflowId, runs, statuses, from, to, duration, steps } = profile;
  const ends = Object.entries(statuses).map(([status, count]) => `${count} ${status}`);
  return [
    `${colors.bold(workflowId)}: ${runs} ${runs === 1 ? 'run' : 'runs'} (${ends.join(', ')}), begun ${from} to ${to}`,
    `duration         ${spread(duration)} (p50 / p95 / max, as in every column)`,
    ...table(
      ['STEP', 'COUNT', 'TOTAL', 'QUEUE', 'RUNNING', 'RETRYING', 'WAITING', 'OVERHEAD', 'CRITICAL', 'FAILED', 'RETRIED', 'CPU', 'MEMORY'],
      steps.map(statisticsRow),
      colors,
    ),
    ...conclusions(profile, colors),
  ].join('\n');
}

function statisticsRow({ step, count, queue, critical, failureRate, retryRate, cpu, memory, ...times }: StepStatistics): readonly string[] {
  return [
    step,
    String(count),
    spread(times.total),
    queue === undefined ? '' : spread(queue),
    spread(times.running),
    spread(times.retrying),
    spread(times.waiting),
    spread(times.overhead),
    percent(critical),
    percent(failureRate),
    percent(retryRate),
    cpu === undefined ? '' : spread(cpu),
    memory === undefined ? '' : `${bytes(memory.p50)} / ${bytes(memory.p95)} / ${bytes(memory.max)}`,
  ];
}

/** Columns in which nothing stands are left out. */
function table(head: readonly string[], rows: readonly (readonly string[])[], colors: Colors): readonly string[] {
  const told = head.map((_, column) => rows.some((row) => !EMPTY.has(row[column] ?? '')));
  const shown = [head, ...rows.slice(0, MOST_ROWS)].map((row) => row.filter((_, column) => told[column]));
  const more = rows.length - MOST_ROWS;
  return [renderTable(shown), ...(more > 0 ? [colors.dim(`… ${more} more steps: --json has them all`)] : [])];
}

const EMPTY: ReadonlySet<string> = new Set(['', '–', '0 %']);

/** Parts of one step, or of one kind of gap, as one; those that took no time worth a word are left out. */
function pathOf(parts: readonly PathPart[], whole: number): string {
  const merged: { readonly name: string; ms: number; count: number }[] = [];
  for (const { type, path, reason, duration } of parts) {
    const name = type === 'step' ? stepOf(path) : `(${reason ?? 'overhead'})`;
    const last = merged.findLast((each) => each.name === name);
    if (last === undefined) merged.push({ name, ms: duration, count: 1 });
    else {
      last.ms += duration;
      last.count += 1;
    }
  }
  const told = merged.filter(({ ms }) => ms >= whole / 1000);
  const more = told.length - MOST_PARTS;
  const names = told.slice(0, MOST_PARTS).map(({ name, ms, count }) => `${name}${count > 1 ? ` ×${count}` : ''} ${renderDuration(ms)}`);
  return names.join(' → ') + (more > 0 ? ` … ${more} more` : '');
}

function conclusions(
  { bottlenecks, notes }: { readonly bottlenecks: readonly Bottleneck[]; readonly notes: readonly string[] },
  colors: Colors,
): readonly string[] {
  const lines = bottlenecks.length === 0 ? ['nothing stands out'] : bottlenecks.map(({ text }) => text);
  return [
    ...lines.map((line, i) => `${i === 0 ? 'bottlenecks      ' : '                 '}${line}`),
    ...notes.map((note) => colors.dim(`note             ${note}`)),
  ];
}

function time(ms: number): string {
  return ms === 0 ? '–' : renderDuration(ms);
}

function spread({ p50, p95, max }: Spread): string {
  if (max === 0) return '–';
  return [p50, p95, max].map(renderDuration).join(' / ');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function bytes(size: number): string {
  return size < 1024 * 1024 ? `${Math.round(size / 1024)} KiB` : `${(size / 1024 / 1024).toFixed(1)} MiB`;
}
