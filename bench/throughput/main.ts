/** `npm run bench:throughput [rounds]`: 32 runs at once of ten steps, in all modes and by hand. See README.md. */
import { byHand } from '../shared/contestants/by-hand.ts';
import { MODES, stepwright } from '../shared/contestants/stepwright.ts';
import { inSteps, LOAD, printProcessor, STEPS, throughput } from '../shared/figures.ts';
import { withPlace } from '../shared/place.ts';
import { printMachine } from '../shared/print.ts';
import { printRows } from '../shared/rounds.ts';

const rounds = Number(process.argv[2] ?? 5);
printMachine('dev server in memory');
await withPlace('memory', async ({ server, url, open }) => {
  const entrants = await open([
    byHand('remote', server),
    byHand('local', server),
    byHand('whole', server),
    ...MODES.map((mode) => stepwright(mode, server)),
  ]);
  const loaded = await throughput(entrants, url, rounds);
  const { rates, p50, p95 } = loaded;
  const at = `${LOAD.atOnce} runs at once of ${STEPS.sequential} steps`;
  printRows(`${at}, runs/s`, rates, 1);
  printRows(`${at}, steps/s`, inSteps(rates));
  printRows('a run, ms, median', p50);
  printRows('a run, ms, 95 of 100 within', p95);
  printProcessor(loaded);
});
printMachine();
