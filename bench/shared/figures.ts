import type { Shape } from './contestants/contestant.ts';
import type { Entrant } from './contestants/entrant.ts';
import { interleaved, type Row } from './rounds.ts';
import { median, percentile } from './stats.ts';

/** Steps of a run. */
export const STEPS = { sequential: 10, parallel: 100 } as const satisfies Record<Shape, number>;

/** Runs at once, and in all, of one round of throughput. */
export const LOAD = { atOnce: 32, runs: 96 } as const;

/** Milliseconds from start to result. */
export function latency(entrants: readonly Entrant[], at: { readonly url: string; readonly shape: Shape }, rounds: number) {
  const work = { ...at, steps: STEPS[at.shape] };
  return interleaved(entrants, { rounds }, async (entrant) => (await entrant.run(work)).ms);
}

export interface Throughput {
  /** Runs of ten steps a second. */
  readonly rates: readonly Row[];
  /** Of the runs of one round, in milliseconds: the median, and what 95 % do not exceed. */
  readonly p50: readonly Row[];
  readonly p95: readonly Row[];
}

/** Many runs at once of ten steps. */
export async function throughput(entrants: readonly Entrant[], url: string, rounds: number): Promise<Throughput> {
  const work = { shape: 'sequential', steps: STEPS.sequential, url } as const;
  const latencies = new Map<string, (readonly number[])[]>();
  const rates = await interleaved(entrants, { rounds, warmUp: 1 }, async (entrant) => {
    const loaded = await entrant.load(work, LOAD);
    latencies.set(entrant.name, [...(latencies.get(entrant.name) ?? []), loaded.latencies]);
    return LOAD.runs / loaded.seconds;
  });
  const each = (figure: (values: readonly number[]) => number): readonly Row[] =>
    // Without the round that only warms up.
    rates.map(({ name }) => ({ name, rounds: (latencies.get(name) ?? []).slice(1).map(figure) }));
  return { rates, p50: each(median), p95: each((values) => percentile(values, 95)) };
}
