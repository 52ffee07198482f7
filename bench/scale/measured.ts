import { setTimeout as delay } from 'node:timers/promises';

import { print } from '../shared/print.ts';
import { historiesOf } from './histories.ts';
import type { Place } from './place.ts';

export interface Figures {
  readonly seconds: number;
  /** Megabytes that the process took before, and at most in the first and in the second half of the work. */
  readonly memory: readonly [before: number, first: number, second: number];
}

interface Sample {
  readonly at: number;
  readonly rss: number;
}

/** How often memory is looked at, in milliseconds. */
const LOOK = 100;

export async function measured(work: () => Promise<unknown>): Promise<Figures> {
  const before = process.memoryUsage.rss();
  const from = performance.now();
  const samples: Sample[] = [];
  const watch = setInterval(() => samples.push({ at: performance.now() - from, rss: process.memoryUsage.rss() }), LOOK);
  await work();
  clearInterval(watch);
  const took = performance.now() - from;
  const most = (half: readonly Sample[]) => half.reduce((top, { rss }) => Math.max(top, rss), before) / 2 ** 20;
  const first = samples.filter(({ at }) => at <= took / 2);
  return { seconds: took / 1000, memory: [before / 2 ** 20, most(first), most(samples.slice(first.length))] };
}

/** Prints what a run took, with what it left in the histories of it and its children, for each of its `units`. */
export async function report(
  place: Place,
  what: string,
  run: { readonly runId: string; readonly figures: Figures; readonly units: number },
) {
  const { runId, figures, units } = run;
  // Visibility is a moment behind.
  await delay(1500);
  const all = await historiesOf(place.client, runId);
  const [before, first, second] = figures.memory.map((megabytes) => megabytes.toFixed(0));
  print(
    `${what}: ${figures.seconds.toFixed(1)} s, ${(all.events / units).toFixed(2)} events and ${(all.bytes / units).toFixed(0)} bytes each, ` +
      `${all.count} histories, largest ${all.largestEvents} events, ${(all.largestBytes / 2 ** 20).toFixed(2)} MB; ` +
      `memory ${before} MB, at most ${first} in the first half, ${second} in the second`,
  );
}

export interface Ended {
  readonly status: string;
  readonly output: unknown;
}

/** @throws {Error} when a run did not end as it should */
export function expect({ status, output }: Ended, wanted: unknown): void {
  if (status === 'COMPLETED' && JSON.stringify(output) === JSON.stringify(wanted)) return;
  throw new Error(`the run ended ${status} with ${JSON.stringify(output)}, not ${JSON.stringify(wanted)}`);
}
