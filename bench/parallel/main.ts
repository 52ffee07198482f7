/** `npm run bench:parallel [rounds]`: independent steps as a graph against the same steps as a sequence. See README.md. */
import type { Shape } from '../shared/contestants/contestant.ts';
import { MODES, stepwright } from '../shared/contestants/stepwright.ts';
import { WARM_UP } from '../shared/figures.ts';
import { withPlace, type Place } from '../shared/place.ts';
import { print, printMachine } from '../shared/print.ts';
import { interleaved, medianOf, printGoal, printRows } from '../shared/rounds.ts';

/** Steps of a run, and milliseconds that each waits. */
const RUNS = [
  { steps: 10, wait: 100 },
  { steps: 10, wait: 500 },
  { steps: 100, wait: 100 },
] as const;
const SHAPES = ['sequential', 'parallel'] as const satisfies readonly Shape[];
const NAMES = { sequential: 'sequence', parallel: 'graph' } as const;

async function measure({ server, url, open }: Place, rounds: number): Promise<void> {
  const entrants = await open(MODES.map((mode) => stepwright(mode, server)));
  const all = entrants.flatMap((entrant) => SHAPES.map((shape) => ({ name: `${entrant.name}, ${NAMES[shape]}`, entrant, shape })));
  // What they do is compiled by then.
  await interleaved(all, { rounds: WARM_UP }, async ({ entrant, shape }) => (await entrant.run({ shape, steps: 10, url })).ms);
  for (const { steps, wait } of RUNS) {
    const rows = await interleaved(all, { rounds, warmUp: 0 }, async ({ entrant, shape }) => {
      const { ms } = await entrant.run({ shape, steps, url: `${url}?ms=${wait}` });
      return ms;
    });
    printRows(`${steps} steps of ${wait} ms, ms`, rows);
    for (const { name } of entrants) {
      const value = medianOf(rows, `${name}, sequence`) / medianOf(rows, `${name}, graph`);
      const what = `${name}, ${steps} steps of ${wait} ms: sequence / graph`;
      if (steps === 10) printGoal({ what, value, atLeast: 8 });
      else print(`- ${what}: ${value.toFixed(1)} (no goal)`);
    }
  }
}

const rounds = Number(process.argv[2] ?? 5);
printMachine('dev server in memory');
await withPlace('memory', (place) => measure(place, rounds));
print();
printMachine();
