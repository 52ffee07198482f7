/** `npm run bench:startup [rounds]`: how long the command line and a worker take to start, as built and shipped. See README.md. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

import { findOrStartServer, stopServer } from '../../src/devserver/find-or-start-server.ts';
import { print, printMachine } from '../shared/print.ts';
import { interleaved, medianOf, printGoal, printRows } from '../shared/rounds.ts';

const CLI = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const BY_HAND = fileURLToPath(new URL('by-hand.mjs', import.meta.url));
const FILE = fileURLToPath(new URL('one-step.workflow.yaml', import.meta.url));

/** Milliseconds of each. */
interface Start {
  readonly name: string;
  take(): Promise<number>;
}

/** Where the server is, and the workflow as one would write it, bundled ahead of time. */
interface ByHand {
  readonly address: string;
  readonly bundle: string;
}

const VALIDATE = 'stepwright validate';
const RUN = 'stepwright run, server up';
const RUN_FROM_NOTHING = 'stepwright run, from nothing';

function starts(dataDir: string, { address, bundle }: ByHand): readonly Start[] {
  return [
    { name: 'node, nothing in it (the floor)', take: () => untilEnd(['-e', '']) },
    { name: 'stepwright --version', take: () => untilEnd([CLI, '--version']) },
    { name: VALIDATE, take: () => untilEnd([CLI, 'validate', FILE]) },
    { name: 'by hand: worker, client and one run', take: () => untilEnd([BY_HAND, address, bundle]) },
    { name: 'stepwright worker, until it takes work', take: () => untilReady([CLI, 'worker', '--data', dataDir, '--json']) },
    { name: RUN, take: () => untilEnd([CLI, 'run', FILE, '--data', dataDir]) },
    { name: RUN_FROM_NOTHING, take: () => inFreshFolder((folder) => untilEnd([CLI, 'run', FILE, '--data', folder])) },
  ];
}

async function untilEnd(args: readonly string[]): Promise<number> {
  const from = performance.now();
  const child = start(args);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return performance.now() - from;
}

/** Until it says that it is up; then it is told to stop. */
async function untilReady(args: readonly string[]): Promise<number> {
  const from = performance.now();
  const child = start(args);
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  const took = performance.now() - from;
  child.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return took;
}

function start(args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  // What it says is written by it and read by somebody, as it is in a shell.
  child.stdout.resume();
  child.stderr.resume();
  return child;
}

async function bundleByHand(folder: string): Promise<string> {
  const workflowsPath = fileURLToPath(new URL('../shared/contestants/by-hand-workflows.ts', import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  const path = join(folder, 'by-hand.js');
  writeFileSync(path, code);
  return path;
}

async function inFreshFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-bench-'));
  try {
    return await work(folder);
  } finally {
    await stopServer(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(rounds: number): Promise<void> {
  printMachine('the built package');
  await inFreshFolder(async (dataDir) => {
    const lease = await findOrStartServer(dataDir);
    const bundle = await bundleByHand(dataDir);
    const rows = await interleaved(starts(dataDir, { address: lease.address, bundle }), { rounds, warmUp: 1 }, (one) => one.take());
    await lease.release();
    printRows('milliseconds', rows);
    printGoal({ what: VALIDATE, value: medianOf(rows, VALIDATE), atMost: 300, unit: ' ms' });
    printGoal({ what: RUN, value: medianOf(rows, RUN), atMost: 1500, unit: ' ms' });
  });
  print();
  printMachine();
}

await main(Number(process.argv[2] ?? 7));
