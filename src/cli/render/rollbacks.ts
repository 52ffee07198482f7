import type { RollbackOutline } from '../../core/graph/rollback-outline.ts';
import type { RollbackPlanEntry } from '../../core/run/wire.ts';
import type { RollbackRecord } from '../../records/rollbacks.ts';
import { oneLine } from './step-line.ts';
import { renderTable } from './table.ts';

/** What a rollback of a run would call, for people. */
export function renderPlan(steps: readonly RollbackPlanEntry[]): string {
  return renderTable([
    ['', 'STEP', 'CALLS', 'PARAMS'],
    ...steps.map(({ path, target, action, params }, index) => [
      String(index + 1),
      path,
      `${target}.${action}`,
      params === null ? 'not known: it will fail' : oneLine(JSON.stringify(params)),
    ]),
  ]);
}

const WHEN = { failure: 'fails', cancel: 'is cancelled' } as const;

/** What a definition says of its rollbacks, for people. */
export function renderOutline({ mode, on, steps, without }: RollbackOutline): string {
  const when = on.map((each) => WHEN[each]).join(' or ');
  const due = {
    none: 'no run is rolled back by itself: rollbackOnFailure is not set',
    automatic: `rolled back when a run ${when}`,
    manual: `rolled back when a run ${when}, and a person confirms it`,
  };
  const table = renderTable([
    ['', 'STEP', 'CALLS', 'VERIFIED BY'],
    ...steps.map(({ order, step, calls, verify, repeats }) => [
      String(order),
      repeats ? `${step} (each time)` : step,
      calls ?? 'what its run left to undo',
      verify ?? '',
    ]),
  ]);
  return [
    due[mode],
    ...(steps.length === 0 ? ['no step has a rollback'] : [table]),
    ...(without.length === 0 ? [] : [`stay as they are: ${without.join(', ')}`]),
  ].join('\n');
}

/** Past rollbacks, for people. */
export function renderRollbacks(records: readonly RollbackRecord[]): string {
  return renderTable([
    ['WHEN', 'RUN', 'OUTCOME', 'HOW', 'BY', 'UNDONE', 'NOT UNDONE', 'REASON'],
    ...records.map(({ startedAt, runId, outcome, how, by = '', undone, failed, left, reason = '' }) => [
      startedAt.slice(0, 16).replace('T', ' '),
      runId,
      outcome,
      how,
      by,
      short(undone),
      short([...failed.map(({ path, code }) => `${path} (${code})`), ...left]),
      oneLine(reason),
    ]),
  ]);
}

/** Paths that are shown of many. */
const MOST_PATHS = 4;

function short(paths: readonly string[]): string {
  const more = paths.length - MOST_PATHS;
  return paths.length === 0 ? '-' : `${paths.slice(0, MOST_PATHS).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}
