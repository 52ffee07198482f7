import type { Shape } from './contestants/contestant.ts';
import type { Entrant } from './contestants/entrant.ts';
import { processorOf } from './process-usage.ts';
import { interleaved, printRows, type Row } from './rounds.ts';
import { median, percentile } from './stats.ts';

/** Steps of a run. */
export const STEPS = { sequential: 10, parallel: 100 } as const satisfies Record<Shape, number>;

/** Runs at once, and in all, of one round of throughput. */
export const LOAD = { atOnce: 32, runs: 96 } as const;

/** Runs of each before those that count: workers are long-lived, and V8 takes some dozens of runs to compile what they do. */
export const WARM_UP = 30;

/** Milliseconds from start to result. */
export function latency(entrants: readonly Entrant[], at: { readonly url: string; readonly shape: Shape }, rounds: number) {
  const work = { ...at, steps: STEPS[at.shape] };
  return interleaved(entrants, { rounds, warmUp: WARM_UP }, async (entrant) => (await entrant.run(work)).ms);
}

export interface Throughput {
  /** Runs of ten steps a second. */
  readonly rates: readonly Row[];
  /** Of the runs of one round, in milliseconds: the median, and what 95 % do not exceed. */
  readonly p50: readonly Row[];
  readonly p95: readonly Row[];
  /** Processor time of one run, in milliseconds: of the worker's and client's process, and of the server's. */
  readonly worker: readonly Row[];
  readonly server: readonly Row[];
}

/** Many runs at once of ten steps. */
export async function throughput(entrants: readonly Entrant[], url: string, rounds: number): Promise<Throughput> {
  const work = { shape: 'sequential', steps: STEPS.sequential, url } as const;
  const samples = new Map<string, Sample[]>(entrants.map(({ name }) => [name, []]));
  const rates = await interleaved(entrants, { rounds, warmUp: 1 }, async (entrant) => {
    const before = processorOf(entrant.serverPid);
    const { latencies, seconds, processor } = await entrant.load(work, LOAD);
    samples.get(entrant.name)?.push({ latencies, worker: processor, server: processorOf(entrant.serverPid) - before });
    return LOAD.runs / seconds;
  });
  const each = (figure: (sample: Sample) => number): readonly Row[] =>
    // Without the round that only warms up.
    rates.map(({ name }) => ({ name, rounds: (samples.get(name) ?? []).slice(1).map(figure) }));
  return {
    rates,
    p50: each(({ latencies }) => median(latencies)),
    p95: each(({ latencies }) => percentile(latencies, 95)),
    worker: each(({ worker }) => worker / LOAD.runs),
    server: each(({ server }) => server / LOAD.runs),
  };
}

interface Sample {
  readonly latencies: readonly number[];
  readonly worker: number;
  readonly server: number;
}

/** Of runs a second as `throughput` gives them: steps a second. */
export function inSteps(rates: readonly Row[]): readonly Row[] {
  return rates.map(({ name, rounds }) => ({ name, rounds: rounds.map((rate) => rate * STEPS.sequential) }));
}

/** What else the machine does changes these less than the other figures. */
export function printProcessor({ worker, server }: Throughput): void {
  printRows('processor time of a run, ms: worker and client', worker, 1);
  printRows('processor time of a run, ms: server', server, 1);
}
