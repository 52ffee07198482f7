/** `npm run bench:parallel [rounds]`: independent steps as a graph against the same steps as a sequence. See README.md. */
import type { Shape } from '../shared/contestants/contestant.ts';
import { MODES, stepwright } from '../shared/contestants/stepwright.ts';
import { withPlace, type Place } from '../shared/place.ts';
import { print, printMachine } from '../shared/print.ts';
import { interleaved, medianOf, printGoal, printRows } from '../shared/rounds.ts';

/** Milliseconds that each step waits. */
const WAIT = 100;
const SHAPES = ['sequential', 'parallel'] as const satisfies readonly Shape[];
const NAMES = { sequential: 'sequence', parallel: 'graph' } as const;

async function measure({ server, url, open }: Place, rounds: number): Promise<void> {
  const entrants = await open(MODES.map((mode) => stepwright(mode, server)));
  const all = entrants.flatMap((entrant) => SHAPES.map((shape) => ({ name: `${entrant.name}, ${NAMES[shape]}`, entrant, shape })));
  for (const steps of [10, 100]) {
    const warmUp = steps === 10 ? 2 : 0;
    const rows = await interleaved(all, { rounds, warmUp }, async ({ entrant, shape }) => {
      const { ms } = await entrant.run({ shape, steps, url: `${url}?ms=${WAIT}` });
      return ms;
    });
    printRows(`${steps} steps of ${WAIT} ms, ms`, rows);
    for (const { name } of entrants) {
      const value = medianOf(rows, `${name}, sequence`) / medianOf(rows, `${name}, graph`);
      const what = `${name}, ${steps} steps: sequence / graph`;
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
