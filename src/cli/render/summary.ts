import type { WorkflowResult } from '../../core/run/result.ts';
import type { Colors } from '../terminal.ts';
import { renderDuration } from '../../core/run/render-duration.ts';
import { runStatus } from './marks.ts';
import { renderTable } from './table.ts';

/** Commands to type next, complete. */
export interface NextCommands {
  readonly trace: string;
  readonly result: string;
  /** Absent when the definition's file is not known. */
  readonly again?: string;
}

export interface SummaryOptions {
  readonly colors: Colors;
  readonly next: NextCommands;
  /** The run's page in Temporal's UI. */
  readonly url?: string;
}

/** The last lines about an ended run: how it went and, where it did not complete, why and what to do. */
export function renderSummary(result: WorkflowResult, options: SummaryOptions): string {
  const { colors, next, url } = options;
  const { completedSteps, totalSteps } = result.progress;
  const facts = [
    `${colors.bold(runStatus(result.status, colors))} in ${renderDuration(result.duration)}`,
    `${completedSteps}/${totalSteps} steps`,
  ];
  if (!result.success) return [facts.join(' · '), ...whatHappened(result, colors), ...commands(next, url)].join('\n');
  return [...facts, `trace: ${next.trace}`, ...(url === undefined ? [] : [`UI: ${url}`])].join(' · ');
}

function whatHappened(result: WorkflowResult, colors: Colors): string[] {
  const rolledBack = result.steps.filter((step) => step.rolledBack === true);
  return [
    ...firstFailure(result, colors),
    ...otherFailures(result, colors),
    ...(rolledBack.length === 0 ? [] : [`  rolled back: ${rolledBack.map((step) => step.path).join(', ')}`]),
    ...result.rollbackErrors.map(({ path, error }) => `  ${colors.red('not rolled back')}: ${path}: ${error}`),
  ];
}

function firstFailure({ failure, error, steps, status }: WorkflowResult, colors: Colors): string[] {
  if (failure === undefined) return error === undefined || status === 'PARTIAL' ? [] : [`  ${colors.red(error)}`];
  const path = failure.path ?? failure.step;
  const step = steps.find((candidate) => candidate.path === path);
  const attempts = failure.attempts ?? step?.attempts ?? 1;
  const name = step === undefined || step.stepName === path ? '' : ` (${step.stepName})`;
  const place =
    path === undefined ? 'the run failed' : `${path}${name} failed first, after ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}`;
  return [`  ${place}:`, `  ${colors.red(`${failure.class} ${failure.code}`)}: ${failure.message}`];
}

/** Failures beside the first, of a run that went on after it. */
function otherFailures({ failure, steps }: WorkflowResult, colors: Colors): string[] {
  return steps
    .filter((step) => step.status === 'FAILED' && step.path !== (failure?.path ?? failure?.step))
    .map((step) => `  ${step.path} failed too: ${colors.red(step.failure?.code ?? 'Error')}: ${step.error ?? ''}`);
}

function commands(next: NextCommands, url: string | undefined): string[] {
  const rows = [
    [`  ${next.trace}`, 'every step, in order'],
    [`  ${next.result} --json`, 'the whole result'],
    ...(next.again === undefined ? [] : [[`  ${next.again}`, 'run it again']]),
    ...(url === undefined ? [] : [[`  ${url}`]]),
  ];
  return ['Next:', renderTable(rows)];
}
