/** `npm run bench:concurrent [runs] [rounds]`: very many open runs that wait for an event, then all released. See README.md. */
import { CACHED_WORKFLOWS } from '../shared/contestants/by-hand.ts';
import { withPlace } from '../shared/place.ts';
import { print, printMachine } from '../shared/print.ts';
import { interleaved, medianOf, printGoal, printRows, type Row } from '../shared/rounds.ts';
import { sum } from '../shared/stats.ts';
import { openSide, type Side } from './side.ts';
import { HAND, STEPWRIGHT } from './waiting.ts';

async function measure(sides: readonly Side[], { runs, rounds }: { readonly runs: number; readonly rounds: number }): Promise<void> {
  const block = Math.ceil(runs / rounds);
  const all = block * rounds;
  const once = { rounds, warmUp: 0 };
  const waiting = new Map<string, number[]>(sides.map(({ name }) => [name, []]));
  const memory = new Map(sides.map((side) => [side.name, [side.memory()]]));
  const look = (side: Side): void => void memory.get(side.name)?.push(side.memory());
  const started = await interleaved(sides, once, async (side) => {
    const took = await side.start(block);
    waiting.get(side.name)?.push(block / took.waiting);
    look(side);
    return block / took.started;
  });
  printRows(`${all} runs, ${block} a round: started a second`, started);
  printGoal({ what: 'start rate / by hand', value: ratio(started, sides), atLeast: 0.9 });
  printRows('started, and waiting, a second', rowsOf(waiting));
  const finished = await interleaved(sides, once, async (side) => {
    const took = await side.finish(block);
    look(side);
    return block / took;
  });
  printRows('released and completed a second', finished);
  print(`- completed: ${all} of ${all} of each, by their results (goal: all, none lost; met)`);
  for (const { name } of sides) {
    const total = (rows: readonly Row[]): string =>
      sum((rows.find((row) => row.name === name)?.rounds ?? []).map((rate) => block / rate)).toFixed(0);
    print(`- ${name}: ${total(started)} s to start, ${total(rowsOf(waiting))} s until all waited, ${total(finished)} s to finish`);
  }
  for (const where of ['worker', 'server'] as const) {
    const rows = [...memory].map(([name, samples]) => ({ name, rounds: samples.map((sample) => sample[where]) }));
    printRows(`memory of the ${where}, MB, before and after each round`, rows);
    const [hand = 0, ours = 0] = rows.map(({ rounds: samples }) => Math.max(...samples.slice(0, rounds + 1)) - (samples[0] ?? 0));
    const each = ((ours - hand) * 1024) / Math.min(all, where === 'worker' ? CACHED_WORKFLOWS : all);
    if (where === 'worker')
      printGoal({ what: 'worker memory per open run that it keeps, above by hand', value: each, atMost: 100, unit: ' KB' });
    else print(`- server memory per open run, above by hand: ${each.toFixed(1)} KB (no goal)`);
  }
}

function ratio(rows: readonly Row[], [hand, ours]: readonly Side[]): number {
  return medianOf(rows, ours?.name ?? '') / medianOf(rows, hand?.name ?? '');
}

function rowsOf(samples: ReadonlyMap<string, readonly number[]>): readonly Row[] {
  return [...samples].map(([name, rounds]) => ({ name, rounds }));
}

const [runs = '10000', rounds = '5'] = process.argv.slice(2);
printMachine('dev servers in memory, one for each');
await withPlace('memory', (place) =>
  withPlace('memory', async (other) => {
    const sides = [await openSide(HAND, place), await openSide(STEPWRIGHT, other)];
    await measure(sides, { runs: Number(runs), rounds: Number(rounds) });
    await Promise.all(sides.map((side) => side.close()));
  }),
);
print();
printMachine();
