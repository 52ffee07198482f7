/** `npm run bench:overhead [rounds]`: what Stepwright costs over the same workflow by hand. See README.md. */
import { Client, Connection } from '@temporalio/client';

import { byHand } from '../shared/contestants/by-hand.ts';
import type { Shape } from '../shared/contestants/contestant.ts';
import type { Entrant } from '../shared/contestants/entrant.ts';
import { MODES, stepwright } from '../shared/contestants/stepwright.ts';
import { inSteps, latency, LOAD, printProcessor, STEPS, throughput } from '../shared/figures.ts';
import { withPlace, type Place } from '../shared/place.ts';
import { print, printMachine } from '../shared/print.ts';
import { medianOf, printGoal, printRows, type Row } from '../shared/rounds.ts';
import { interpreterMsPerStep } from './interpreter-time.ts';

const HAND = 'by hand, remote';
const HAND_LOCAL = 'by hand, local';
const SHAPES = ['sequential', 'parallel'] as const satisfies readonly Shape[];
const INTERPRETED = [10, 100, 1_000, 10_000];

async function measure(place: Place, rounds: number): Promise<void> {
  const { server } = place;
  const entrants = await place.open([
    byHand('remote', server),
    byHand('local', server),
    ...MODES.map((mode) => stepwright(mode, server)),
    stepwright('remote', server, true),
  ]);
  for (const shape of SHAPES) {
    const rows = await latency(entrants, { url: place.url, shape }, rounds);
    printRows(`${STEPS[shape]} ${shape} steps, ms`, rows);
    if (shape === 'sequential') printGoals(rows);
    else printGoal({ what: 'remote / by hand', value: ratio(rows, 'Stepwright, remote', HAND), atMost: 1.05 });
  }
  const loaded = await throughput(entrants, place.url, rounds);
  printRows(`throughput at ${LOAD.atOnce} runs at once, steps/s`, inSteps(loaded.rates));
  printProcessor(loaded);
  await printEvents(entrants, place);
}

function printGoals(rows: readonly Row[]): void {
  printGoal({ what: 'remote, ms per step / by hand', value: ratio(rows, 'Stepwright, remote', HAND), atMost: 1.05 });
  printGoal({ what: 'remote by hand / local', value: ratio(rows, HAND, 'Stepwright, local'), atLeast: 4 });
  print(`- local / by hand, local: ${ratio(rows, 'Stepwright, local', HAND_LOCAL).toFixed(2)} (no goal)`);
}

function ratio(rows: readonly Row[], name: string, over: string): number {
  return medianOf(rows, name) / medianOf(rows, over);
}

/** In parallel the number depends on how completions fall into workflow tasks. */
async function printEvents(entrants: readonly Entrant[], { server, url }: Place): Promise<void> {
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection });
  for (const shape of SHAPES) {
    const rows: Row[] = [];
    for (const entrant of entrants) {
      const { runId } = await entrant.run({ shape, steps: STEPS[shape], url });
      const { events } = await client.workflow.getHandle(runId).fetchHistory();
      rows.push({ name: entrant.name, rounds: [events?.length ?? 0] });
    }
    printRows(`history events, ${STEPS[shape]} ${shape} steps`, rows);
  }
  await connection.close();
}

async function measureInterpreter(rounds: number): Promise<void> {
  const rows: Row[] = [];
  await interpreterMsPerStep(1_000);
  for (const steps of INTERPRETED) {
    const each: number[] = [];
    for (let round = 0; round < rounds; round += 1) each.push(await interpreterMsPerStep(steps));
    rows.push({ name: `${steps} steps`, rounds: each });
  }
  printRows('interpreter, ms per step', rows, 3);
  for (const { name } of rows) printGoal({ what: `interpreter, ${name}`, value: medianOf(rows, name), atMost: 0.2, unit: ' ms' });
}

const rounds = Number(process.argv[2] ?? 7);
printMachine('dev server in memory');
await withPlace('memory', (place) => measure(place, rounds));
await measureInterpreter(rounds);
print();
printMachine();
