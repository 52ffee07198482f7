/** `npm run bench:peers [rounds] [shipped|process|power]`: ten steps, a hundred steps, many runs, beside Restate and DBOS. See README.md. */
import { Client as PostgresClient } from 'pg';

import { findPostgres, startPostgres } from '../../test/helpers/servers/postgres.ts';
import { byHand } from '../shared/contestants/by-hand.ts';
import type { Entry } from '../shared/contestants/entrant.ts';
import { MODES, stepwright } from '../shared/contestants/stepwright.ts';
import { latency, LOAD, printProcessor, STEPS, throughput } from '../shared/figures.ts';
import { withPlace, type Place } from '../shared/place.ts';
import { print, printMachine } from '../shared/print.ts';
import { medianOf, printGoal, printRows, type Goal, type Row } from '../shared/rounds.ts';
import { dbos } from './dbos.ts';
import { isDurability, type Durability } from './durability.ts';
import { installPeers } from './load-peer.ts';
import { restate } from './restate.ts';
import { startRestate } from './restate-server.ts';

/** The mode that is compared with the peers. */
const OURS = 'Stepwright, express';
const POSTGRES = { shipped: [], power: [], process: ['fsync=off', 'full_page_writes=off'] } as const;

/** Starts the peers' servers and says what each of them makes sure of. */
async function startPeers({ folder, closing }: Place, durability: Durability): Promise<readonly Entry[]> {
  const restateServer = await startRestate(folder, durability);
  closing(() => restateServer.stop());
  print(`- Restate: ${restateServer.durability}`);
  if (findPostgres() === undefined) {
    print('- DBOS is left out: PostgreSQL is not installed (apt-get install postgresql)');
    return [restate(restateServer)];
  }
  const postgres = await startPostgres(POSTGRES[durability]);
  closing(() => postgres.stop());
  print(`- PostgreSQL: ${await postgresDurability(postgres.url)}`);
  return [restate(restateServer), dbos(postgres.url)];
}

async function postgresDurability(connectionString: string): Promise<string> {
  const client = new PostgresClient({ connectionString });
  await client.connect();
  const said: string[] = [];
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method']) {
    const { rows } = await client.query<Readonly<Record<string, string>>>(`SHOW ${name}`);
    said.push(`${name}=${rows[0]?.[name] ?? ''}`);
  }
  await client.end();
  return said.join(', ');
}

async function measure(place: Place, peers: readonly Entry[], rounds: number): Promise<void> {
  const { server } = place;
  const temporal = [byHand('remote', server), byHand('whole', server), ...MODES.map((mode) => stepwright(mode, server))];
  const entrants = await place.open([...temporal, ...peers]);
  for (const shape of ['sequential', 'parallel'] as const) {
    const rows = await latency(entrants, { url: place.url, shape }, rounds);
    printRows(`${STEPS[shape]} ${shape} steps, ms`, rows, 1);
    if (shape === 'sequential') compare(rows, { Restate: { atMost: 0.6 }, DBOS: { atMost: 0.4 } });
    else compare(rows, { Restate: { atMost: 0.3 } });
  }
  const loaded = await throughput(entrants, place.url, rounds);
  const { rates, p95 } = loaded;
  const at = `${LOAD.atOnce} runs at once of ${STEPS.sequential} steps`;
  printRows(`${at}, runs/s`, rates, 1);
  compare(rates, { Restate: { atLeast: 1.2 }, DBOS: { atLeast: 2 } });
  printRows(`${at}: a run, ms, 95 of 100 within`, p95);
  printProcessor(loaded);
}

function compare(rows: readonly Row[], goals: Readonly<Record<string, Pick<Goal, 'atMost' | 'atLeast'>>>): void {
  for (const [peer, goal] of Object.entries(goals)) {
    if (!rows.some(({ name }) => name === peer)) continue;
    printGoal({ what: `${OURS} / ${peer}`, value: medianOf(rows, OURS) / medianOf(rows, peer), ...goal });
  }
}

async function main(rounds: number, durability: string): Promise<void> {
  if (!isDurability(durability)) throw new TypeError(`"${durability}" is none of shipped, process and power`);
  installPeers();
  printMachine(`durability: ${durability}`);
  await withPlace(durability === 'power' ? 'FULL' : 'NORMAL', async (place) => {
    print(`- Temporal: ${place.server.durability}`);
    await measure(place, await startPeers(place, durability), rounds);
  });
  print();
  printMachine();
}

await main(Number(process.argv[2] ?? 7), process.argv[3] ?? 'shipped');
