import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { isRunning, processIdentity } from '../files/process-identity.ts';

/** A `stepwright dev` or `stepwright worker` of a data folder: other commands leave the work to it. */
export interface LiveWorker {
  readonly pid: number;
  /** The process, named so that another one with its pid is not taken for it. */
  readonly identity: string;
  readonly taskQueue: string;
  /** Absolute paths of its files with targets. */
  readonly targets: readonly string[];
}

/** Makes this process's worker known; the function it gives takes that back. */
export function announceWorker(dataDir: string, worker: Pick<LiveWorker, 'taskQueue' | 'targets'>): () => void {
  const file = join(folder(dataDir), `${process.pid}.json`);
  const record: LiveWorker = { pid: process.pid, identity: processIdentity(process.pid) ?? String(process.pid), ...worker };
  mkdirSync(folder(dataDir), { recursive: true });
  writeFileSync(file, JSON.stringify(record));
  return () => rmSync(file, { force: true });
}

/** A live worker of this data folder on a task queue; forgets those that died without saying goodbye. */
export function findWorker(dataDir: string, taskQueue: string): LiveWorker | undefined {
  return list(dataDir).find((worker) => worker.taskQueue === taskQueue);
}

function list(dataDir: string): LiveWorker[] {
  let names: string[];
  try {
    names = readdirSync(folder(dataDir));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const file = join(folder(dataDir), name);
    const worker = read(file);
    if (worker !== undefined && isRunning(worker.identity)) return [worker];
    rmSync(file, { force: true });
    return [];
  });
}

function read(file: string): LiveWorker | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LiveWorker;
  } catch {
    return undefined;
  }
}

function folder(dataDir: string): string {
  return join(dataDir, 'workers');
}
