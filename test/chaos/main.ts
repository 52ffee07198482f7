/** `npm run test:chaos [runs] [seed]`: runs whose workers, server and store are killed at random. See README.md. */
import { randomInt } from 'node:crypto';

import { experiment, type Findings } from './experiment.ts';
import { bestStore } from './site.ts';

const [runs = '200', seed = String(randomInt(1_000_000))] = process.argv.slice(2);

async function main(): Promise<void> {
  const store = bestStore();
  print(`${runs} runs, seed ${seed}, store ${store}`);
  const findings = await experiment({
    runs: Number(runs),
    seed: Number(seed),
    store,
    workers: 3,
    atOnce: 12,
    deck: ['worker', 'worker', 'worker', 'worker', 'worker', 'worker', 'worker', 'server', 'store', 'store'],
    everyMs: 2000,
    patienceMs: 180_000,
    say: print,
  });
  show(findings);
  const { attended, doubled, missing, uninvited, letters } = findings;
  const wrong = attended.filter(({ problem }) => problem !== undefined);
  const well = [wrong, doubled, missing, uninvited].every(({ length }) => length === 0) && letters.seen === letters.expected;
  print(well ? 'nothing lost, nothing doubled' : `NOT WELL; again: npm run test:chaos ${runs} ${seed}`);
  process.exitCode = well ? 0 : 1;
}

function show({ attended, damage, effects, doubled, missing, uninvited, letters, refusals, seconds }: Findings): void {
  const statuses = [...new Set(attended.map(({ status }) => status))];
  const count = (wanted: string): number => attended.filter(({ status }) => status === wanted).length;
  print(`runs: ${statuses.map((status) => `${count(status)} ${status}`).join(', ')}`);
  print(
    `killed: ${damage.workersKilled} workers; restarted: server ${damage.serverRestarts}, store ${damage.storeRestarts}; workers that ended by themselves: ${damage.workersLost}`,
  );
  print(`effects: ${effects.expected} expected, ${effects.seen} seen, ${effects.executions} executions`);
  print(`doubled: ${list(doubled)}; missing: ${list(missing)}; uninvited: ${list(uninvited)}`);
  print(`dead letters: ${letters.expected} expected, ${letters.seen} recovered`);
  print(
    `tried again by the client: ${
      Object.entries(refusals)
        .map(([code, count]) => `${code} ${count}`)
        .join(', ') || 'nothing'
    }`,
  );
  print(`${seconds.toFixed(0)} s`);
}

function list(names: readonly string[]): string {
  return names.length === 0 ? '0' : `${names.length} (${names.join(', ')})`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
