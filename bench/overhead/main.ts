/** `npm run bench:overhead [rounds]`: what Stepwright costs over the same workflow by hand. See README.md. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startDevServer } from '../../src/devserver/start-dev-server.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { byHand, stepwright, type Contestant, type Place, type Shape } from './contestants.ts';
import { interpreterMsPerStep } from './interpreter-time.ts';

const STEPS = { sequential: 10, parallel: 100 } as const;
/** Runs at once, and in all, when throughput is measured. */
const CONCURRENT = 32;
const RUNS = 96;
const WARM_UP = 2;

interface Pair {
  readonly hand: number;
  readonly ours: number;
}

async function main(rounds: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwright-bench-'));
  const target = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('no-op-server.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = (await once(target.stdout ?? target, 'data')) as [Buffer];
  installRuntime();
  const server = await startDevServer({});
  try {
    await measure({ address: server.address, url: line.toString().trim(), dataDir }, rounds);
  } finally {
    await server.stop();
    target.disconnect();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(place: Place, rounds: number): Promise<void> {
  const [hand, ours] = [await byHand(place), await stepwright(place)];
  for (const shape of ['sequential', 'parallel'] as const)
    report(`${STEPS[shape]} ${shape} steps, ms`, await latency(hand, ours, { shape, rounds }), 'at most 1.10');
  report(`throughput at ${CONCURRENT} runs at once, steps/s`, await throughput(hand, ours, Math.ceil(rounds / 2)), 'at least 0.90');
  for (const shape of ['sequential', 'parallel'] as const) {
    report(
      `${STEPS[shape]} ${shape} steps, history events`,
      { hand: await hand.events(shape, STEPS[shape]), ours: await ours.events(shape, STEPS[shape]) },
      'at most 1',
    );
  }
  await hand.close();
  await ours.close();
  const each: number[] = [];
  for (let i = 0; i < rounds; i += 1) each.push(await interpreterMsPerStep(1000));
  print(`interpreter, ms per step: ${median(each).toFixed(3)}`);
  print(`load average ${loadavg()[0]?.toFixed(1)}, Node ${process.version}, dev server in memory`);
}

/** Medians of interleaved rounds; who goes first changes with each. */
async function latency(
  hand: Contestant,
  ours: Contestant,
  { shape, rounds }: { readonly shape: Shape; readonly rounds: number },
): Promise<Pair> {
  const times = { hand: [] as number[], ours: [] as number[] };
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? (['hand', 'ours'] as const) : (['ours', 'hand'] as const)) {
      const took = await timed(() => (side === 'hand' ? hand : ours).run(shape, STEPS[shape]));
      if (round >= 0) times[side].push(took);
    }
  }
  return { hand: median(times.hand), ours: median(times.ours) };
}

async function throughput(hand: Contestant, ours: Contestant, rounds: number): Promise<Pair> {
  const rates = { hand: [] as number[], ours: [] as number[] };
  for (let round = -1; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? (['hand', 'ours'] as const) : (['ours', 'hand'] as const)) {
      const took = await timed(() => many(side === 'hand' ? hand : ours));
      if (round >= 0) rates[side].push((RUNS * STEPS.sequential * 1000) / took);
    }
  }
  return { hand: median(rates.hand), ours: median(rates.ours) };
}

async function many(contestant: Contestant): Promise<void> {
  let left = RUNS;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await contestant.run('sequential', STEPS.sequential);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function report(what: string, { hand, ours }: Pair, goal: string): void {
  print(`${what}: by hand ${hand.toFixed(0)}, stepwright ${ours.toFixed(0)}, ratio ${(ours / hand).toFixed(2)} (goal ${goal})`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main(Number(process.argv[2] ?? 9));
