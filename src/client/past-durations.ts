import { median } from '../core/analysis/median.ts';
import type { Stepwright } from './api.ts';

export interface PastDurations {
  /** Milliseconds by step id, the median over the runs; of a block, of the whole block. Steps that no run completed are missing. */
  readonly durations: Readonly<Record<string, number>>;
  /** Runs that were looked at. */
  readonly runs: number;
}

const DEFAULT_RUNS = 20;

/**
 * How long the steps of a definition took in its last completed runs, of whatever version: what `analyzeWorkflow` estimates with.
 * Steps in loops count with their loop, since a result has no results of single iterations.
 */
export async function pastDurations(
  stepwright: Pick<Stepwright, 'list' | 'run'>,
  definitionId: string,
  { runs: limit = DEFAULT_RUNS }: { readonly runs?: number } = {},
): Promise<PastDurations> {
  const samples = new Map<string, number[]>();
  let runs = 0;
  for await (const { runId } of stepwright.list({ definition: definitionId, status: 'COMPLETED', limit })) {
    const { steps } = await stepwright.run(runId).result();
    runs += 1;
    for (const { stepId, status, duration } of steps) {
      if (status !== 'COMPLETED' || duration === undefined) continue;
      const known = samples.get(stepId);
      if (known === undefined) samples.set(stepId, [duration]);
      else known.push(duration);
    }
  }
  return { durations: Object.fromEntries([...samples].map(([id, values]) => [id, median(values) ?? 0])), runs };
}
