import type { Analysis } from '../../core/analysis/analyze-workflow.ts';
import type { Colors } from '../terminal.ts';
import { commandLine } from './command-line.ts';
import { renderDuration } from './duration.ts';
import { renderTable } from './table.ts';

/** Names in a line before the rest is only counted. */
const MOST_NAMES = 12;

/** What decides how long a workflow takes, for people: a table of the top list, and the conclusions below it. */
export function renderAnalysis(analysis: Analysis, { colors, file }: { readonly colors: Colors; readonly file: string }): string {
  const { workflowId, mode, steps, criticalPath, opportunities, estimate, assumptions } = analysis;
  const { asWritten, atBest, speedUp } = estimate;
  const rows = steps.toSorted((a, b) => a.level - b.level);
  const count = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
  const lines = [
    colors.bold(`${workflowId}: ${mode === 'graph' ? 'a graph' : 'a sequence'} of ${count}`),
    renderTable([
      ['LEVEL', 'STEP', 'TIME', 'NEEDS'],
      ...rows.map(({ id, level, critical, duration, needs }) => [
        String(level + 1),
        critical ? `${id} *` : id,
        renderDuration(duration),
        listed(needs, ', '),
      ]),
    ]),
    `critical path *  ${listed(criticalPath, ' → ')}`,
    ...opportunities.map(
      (each) =>
        `side by side     ${listed(each.steps, ', ')}${each.block === undefined ? '' : ` (in ${each.block})`} would save ${renderDuration(each.saves)}`,
    ),
    `estimate         ${renderDuration(asWritten)} as written${speedUp > 1 ? `, ${renderDuration(atBest)} at best: ${renderFactor(speedUp)} as fast` : ''}`,
    ...assumptions.map((assumption) => colors.dim(`assumed          ${assumption}`)),
    ...(mode === 'sequence' && speedUp > 1 ? [`next             ${commandLine(['optimize', file], {})}`] : []),
  ];
  return lines.join('\n');
}

/** How many times: `2.4×`. */
export function renderFactor(factor: number): string {
  return `${factor < 10 ? factor.toFixed(1) : Math.round(factor)}×`;
}

function listed(names: readonly string[], separator: string): string {
  if (names.length === 0) return '–';
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(separator) + (more > 0 ? `${separator}… ${more} more` : '');
}
