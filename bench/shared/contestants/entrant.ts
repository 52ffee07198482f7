import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { Load, Settings, Work } from './contestant.ts';
import type { Loaded, Reply, Request, Run } from './requests.ts';

/** A contestant by name: its module and what it is told. */
export interface Entry {
  readonly name: string;
  readonly module: URL;
  readonly settings: Settings;
  /** Process id of the server that it uses, where it is one process. */
  readonly serverPid?: number;
}

/** A contestant that runs, in a process of its own. */
export interface Entrant {
  readonly name: string;
  readonly pid: number;
  readonly serverPid: number;
  run(work: Work): Promise<Run>;
  load(work: Work, load: Load): Promise<Loaded>;
  close(): Promise<void>;
}

const HOST = fileURLToPath(new URL('host.ts', import.meta.url));

/** Folder for CPU profiles of the contestants' processes, one for each of their threads. */
const PROFILES = process.env['BENCH_PROFILES'];

export function openAll(entries: readonly Entry[]): Promise<readonly Entrant[]> {
  return Promise.all(entries.map(openEntrant));
}

async function openEntrant({ name, module, settings, serverPid = Number.NaN }: Entry): Promise<Entrant> {
  const child = fork(HOST, [module.href, JSON.stringify(settings)], {
    execArgv: ['--import', 'tsx', ...(PROFILES === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', PROFILES])],
  });
  const waiting = listen(child, name);
  await new Promise<unknown>((resolve, reject) => waiting.set(0, { resolve, reject }));
  let requests = 0;
  const ask = <T>(body: Omit<Request, 'id'>): Promise<T> =>
    new Promise<unknown>((resolve, reject) => {
      requests += 1;
      waiting.set(requests, { resolve, reject });
      child.send({ ...body, id: requests });
    }) as Promise<T>;
  return {
    name,
    pid: child.pid ?? Number.NaN,
    serverPid,
    run: (work) => ask<Run>({ work }),
    load: (work, load) => ask<Loaded>({ work, load }),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      await ask<null>({ close: true });
      child.disconnect();
      await gone;
    },
  };
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

function listen(child: ChildProcess, name: string): Map<number, Waiting> {
  const waiting = new Map<number, Waiting>();
  child.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) asked?.reject(new Error(`${name}: ${reply.error}`));
    else asked?.resolve(reply.value);
  });
  child.on('exit', (code, signal) => {
    for (const asked of waiting.values()) asked.reject(new Error(`the process of "${name}" ended with ${signal ?? code}`));
  });
  return waiting;
}
