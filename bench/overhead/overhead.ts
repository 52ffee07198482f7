// How much slower is a definition than the same workflow by hand? See README.md.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';

import { Client, Connection } from '@temporalio/client';

import { startDevServer } from '../../src/devserver/start-dev-server.ts';
import { byHand, stepwright, type Contender, type Shape } from './contenders.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 9);
const CONCURRENT = 32;

const web = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});
await new Promise<void>((resolve) => {
  web.listen(0, '127.0.0.1', resolve);
});
const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/`;
const server = await startDevServer();
// Ours first: its worker quietens the SDK for both.
const ours = await stepwright(server.address, url);
const contenders = [await byHand(server.address, url), ours];

say(`load ${loadavg()[0]?.toFixed(1)}, ${ROUNDS} rounds, medians; dev server ${server.version} in memory, tuned`);
await compare('10 in sequence, ms per step', (contender) => timed(contender, 'sequence', 10), 10);
await compare('100 in parallel, ms in all', (contender) => timed(contender, 'parallel', 100), 1);
await compare(`${CONCURRENT} runs of 10 at once, ms per step`, atOnce, CONCURRENT * 10);
await countEvents();

for (const contender of contenders) await contender.close();
await server.stop();
web.close();

/** Rounds of all contenders in turn, so that a noisy moment meets each of them. */
async function compare(title: string, measure: (contender: Contender) => Promise<number>, share: number): Promise<void> {
  const times = new Map(contenders.map((contender) => [contender.name, [] as number[]]));
  for (const contender of contenders) await measure(contender);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed())
      times.get(contender.name)?.push(await measure(contender));
  }
  const [hand = 0, mine = 0] = contenders.map(({ name }) => median(times.get(name) ?? []) / share);
  say(
    `${title.padEnd(34)} by hand ${hand.toFixed(2).padStart(8)}   stepwright ${mine.toFixed(2).padStart(8)}   ratio ${(mine / hand).toFixed(2)}`,
  );
}

async function timed(contender: Contender, shape: Shape, calls: number): Promise<number> {
  const started = performance.now();
  await contender.run(shape, calls);
  return performance.now() - started;
}

async function atOnce(contender: Contender): Promise<number> {
  const started = performance.now();
  await Promise.all(Array.from({ length: CONCURRENT }, () => contender.run('sequence', 10)));
  return performance.now() - started;
}

async function countEvents(): Promise<void> {
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection });
  const counts: string[] = [];
  for (const contender of contenders) {
    const id = await contender.run('sequence', 10);
    const { events } = await client.workflow.getHandle(id).fetchHistory();
    counts.push(`${contender.name} ${events?.length ?? 0}`);
  }
  await connection.close();
  say(`history events of 10 in sequence: ${counts.join(', ')}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
