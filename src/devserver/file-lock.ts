import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { isRunning, processIdentity } from './process-identity.ts';

/** Nobody holds a takeover guard for longer than a few file operations: an older one belongs to a dead process. */
const GUARD_MAX_AGE_MS = 10_000;
const POLL_MS = 25;

export interface LockOptions {
  /** Called once when another process has the lock. */
  readonly onWait?: () => void;
}

/** Runs `work` while no other process (and no other caller in this one) holds the lock file. A dead holder's lock is taken over. */
export async function withFileLock<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  let waited = false;
  while (!tryLock(path)) {
    if (!waited) options.onWait?.();
    waited = true;
    // Another process's file tells nobody when it goes.
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLock(path: string): boolean {
  if (createWhole(path)) return true;
  return removeStale(path) && createWhole(path);
}

/** Creates the lock with its content in one step: a reader never sees it empty. */
function createWhole(path: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, processIdentity(process.pid) ?? String(process.pid));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

/**
 * Removes the lock of a dead process. Only one process at a time may judge and remove, otherwise the second would remove the lock that the first
 * has just made; all in one synchronous piece, so that the guard is never held for long.
 */
function removeStale(path: string): boolean {
  if (!isStale(path)) return false;
  const guard = `${path}.takeover`;
  if (ageMs(guard) > GUARD_MAX_AGE_MS) rmSync(guard, { force: true });
  if (!createWhole(guard)) return false;
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
    return false;
  }
}

function ageMs(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
