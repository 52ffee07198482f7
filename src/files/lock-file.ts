import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { isRunning, processIdentity } from './process-identity.ts';

/** Milliseconds. A takeover is a few file operations: an older guard was left by a process killed in the middle of it. */
const OLDEST_GUARD = 5_000;
/** Milliseconds between looks at another process's lock; random, so that waiters do not move in step. */
const SHORTEST_WAIT = 2;
const LONGEST_WAIT = 20;

export interface LockOptions {
  /** Aborted: the caller gives up waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Called once when somebody else has the lock. */
  readonly onWait?: (() => void) | undefined;
}

/** The last of the callers in this process that queue for a path. */
const queues = new Map<string, Promise<void>>();

/**
 * Runs `work` while nobody else, in this process or another, holds the lock file. The lock of a process that died is taken
 * over.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const before = queues.get(path);
  if (before !== undefined) options.onWait?.();
  const mine = (before ?? Promise.resolve()).then(() =>
    holding(path, work, before === undefined ? options : { ...options, onWait: undefined }),
  );
  const over = mine.then(
    () => undefined,
    () => undefined,
  );
  queues.set(path, over);
  try {
    return await mine;
  } finally {
    if (queues.get(path) === over) queues.delete(path);
  }
}

async function holding<T>(path: string, work: () => Promise<T>, { signal, onWait }: LockOptions): Promise<T> {
  signal?.throwIfAborted();
  mkdirSync(dirname(path), { recursive: true });
  let waited = false;
  while (!take(path)) {
    if (!waited) onWait?.();
    waited = true;
    await sleep(SHORTEST_WAIT + Math.random() * (LONGEST_WAIT - SHORTEST_WAIT));
    signal?.throwIfAborted();
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string): boolean {
  return create(path) || (removeStale(path) && create(path));
}

/** Makes the file together with its content: nobody ever sees it empty. */
function create(path: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, processIdentity(process.pid) ?? String(process.pid));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** One process at a time judges and removes; else the second would remove the lock that the first has just made. */
function removeStale(path: string): boolean {
  if (!isStale(path)) return false;
  const guard = `${path}.takeover`;
  if (ageOf(guard) > OLDEST_GUARD) rmSync(guard, { force: true });
  if (!create(guard)) return false;
  try {
    if (!isStale(path)) return false;
    rmSync(path, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

function isStale(path: string): boolean {
  try {
    return !isRunning(readFileSync(path, 'utf8'));
  } catch {
    // It has just gone.
    return false;
  }
}

function ageOf(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
