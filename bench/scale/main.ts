/** `npm run bench:scale`: what loops, very long lists and long-lived machines cost in history, memory and time. See README.md. */
import { listByHand, listOf } from './lists.ts';
import { loop, machine, pureLoop } from './loops.ts';
import { openPlace, type Place } from './place.ts';

interface Scenario {
  readonly run: (place: Place, size: number) => Promise<void>;
  /** Iterations, items or transitions, unless the command line says otherwise. */
  readonly size: number;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  loop: { run: loop, size: 5000 },
  'pure-loop': { run: pureLoop, size: 50_000 },
  list: { run: listOf('collected'), size: 100_000 },
  'list-none': { run: listOf('none'), size: 10_000 },
  'list-fold': { run: listOf('folded'), size: 10_000 },
  'list-pure': { run: listOf('pure'), size: 100_000 },
  'list-by-hand': { run: listByHand, size: 10_000 },
  machine: { run: machine, size: 10_000 },
};

const [only, size] = process.argv.slice(2);
for (const [name, scenario] of Object.entries(SCENARIOS)) {
  if (only !== undefined && only !== name) continue;
  const place = await openPlace();
  try {
    await scenario.run(place, Number(size ?? scenario.size));
  } finally {
    await place.close();
  }
}
