import type { RerunPlan } from '../../core/rerun/take-up.ts';

/** What a rerun would do, for people. */
export function renderRerunPlan({ runId, begins, adopted, again, rollbacks, differences }: RerunPlan): string {
  const { added, removed, changed } = differences;
  const lines = [
    ['begins at', [begins]],
    [`taken over from ${runId}`, adopted],
    ['undone with it should it fail', rollbacks],
    ['executed', again],
    ['new in the definition', added],
    ['gone from the definition', removed],
    ['changed in the definition', changed],
  ] as const;
  return lines
    .filter(([, steps]) => steps.length > 0)
    .map(([what, steps]) => `${what}: ${steps.join(', ')}`)
    .join('\n');
}
