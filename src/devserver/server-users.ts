import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { isRunning, processIdentity } from '../files/process-identity.ts';

/**
 * Who uses the dev server of a data folder: one small file per user in `DATA/dev-users`, holding the identity of its process. Call these
 * only under the data folder's lock.
 */
export function addUser(dataDir: string): string {
  mkdirSync(folder(dataDir), { recursive: true });
  const user = join(folder(dataDir), `${process.pid}-${randomUUID()}`);
  writeFileSync(user, processIdentity(process.pid) ?? String(process.pid));
  return user;
}

export function removeUser(user: string): void {
  rmSync(user, { force: true });
}

/** True while a live process uses the server; forgets the users that died without saying goodbye. */
export function hasUsers(dataDir: string): boolean {
  let live = false;
  for (const name of list(dataDir)) {
    const user = join(folder(dataDir), name);
    if (isRunning(readFileSync(user, 'utf8'))) live = true;
    else removeUser(user);
  }
  return live;
}

function folder(dataDir: string): string {
  return join(dataDir, 'dev-users');
}

function list(dataDir: string): readonly string[] {
  try {
    return readdirSync(folder(dataDir));
  } catch {
    return [];
  }
}
