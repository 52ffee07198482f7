import { join, resolve } from 'node:path';

import { readDevFile, removeDevFile, writeDevFile } from './dev-file.ts';
import type { DevFile } from './dev-file.ts';
import { withLock } from '../files/lock-file.ts';
import { isRunning } from '../files/process-identity.ts';
import type { OnProgress } from './progress.ts';
import { serverAnswers } from './server-answers.ts';
import { addUser, hasUsers, removeUser } from './server-users.ts';
import { startDevServer } from './start-dev-server.ts';
import { stopProcess } from './stop-process.ts';

export interface FindOrStartOptions {
  /** A server that has to be started stays when its last user goes, until `stopServer`. @default false */
  readonly keep?: boolean;
  /** gRPC port of a server that has to be started. @default 7233, or a free one when that is taken */
  readonly port?: number;
  /** Port of Temporal's UI of a server that has to be started. @default 8233, or a free one when that is taken */
  readonly uiPort?: number;
  readonly onProgress?: OnProgress;
  /** Where the CLI is looked for. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/** A data folder's dev server in use by this process. */
export interface ServerLease {
  /** `host:port` of the gRPC frontend. */
  readonly address: string;
  /** URL of Temporal's own UI. */
  readonly ui: string;
  readonly pid: number;
  /** Version of the server, e.g. `1.29.1`. */
  readonly version: string;
  /** This call started it. */
  readonly started: boolean;
  /** Ends the use. The last user's release stops the server, unless it was asked to stay. A second call does nothing. */
  release(): Promise<void>;
}

/** A live server takes milliseconds; a busy machine gets some patience. */
const ANSWERS_WITHIN_MS = 5000;

/**
 * The dev server of a data folder: the one `DATA/dev.json` names if it lives, else a new one, detached, with its runs on disk in
 * `DATA/temporal.db`. Safe when several processes ask at once: they get the same server.
 * @throws StepwrightError `TemporalUnreachable`, see `startDevServer`.
 */
export async function findOrStartServer(dataDir: string, options: FindOrStartOptions = {}): Promise<ServerLease> {
  const folder = resolve(dataDir);
  return locked(folder, async () => {
    const running = await liveServer(folder);
    const server = running ?? (await startIn(folder, options));
    if (running === undefined) writeDevFile(folder, server);
    const user = addUser(folder);
    const { address, ui, pid, version } = server;
    return { address, ui, pid, version, started: running === undefined, release: () => release(folder, user) };
  });
}

/** Stops the data folder's dev server, whoever uses it; says whether there was one. */
export async function stopServer(dataDir: string): Promise<boolean> {
  const folder = resolve(dataDir);
  return locked(folder, () => stopRecorded(folder));
}

function locked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  return withLock(join(folder, 'dev.lock'), work);
}

async function liveServer(folder: string): Promise<DevFile | undefined> {
  const file = readDevFile(folder);
  if (file === undefined || !isRunning(file.identity)) return undefined;
  return (await serverAnswers(file.address, ANSWERS_WITHIN_MS)) ? file : undefined;
}

async function startIn(folder: string, options: FindOrStartOptions): Promise<DevFile> {
  // Only one process may write the database: one that lives but no longer answers has to go.
  await stopRecorded(folder);
  const { keep = false, ...rest } = options;
  const server = await startDevServer({ ...rest, detached: true, dataDir: folder, dbFilename: join(folder, 'temporal.db') });
  const { address, ui, pid, identity, version } = server;
  return { address, ui, pid, identity, version, keep };
}

async function release(folder: string, user: string): Promise<void> {
  await locked(folder, async () => {
    removeUser(user);
    const file = readDevFile(folder);
    if (file === undefined || file.keep || hasUsers(folder)) return;
    await stopRecorded(folder);
  });
}

async function stopRecorded(folder: string): Promise<boolean> {
  const file = readDevFile(folder);
  if (file === undefined) return false;
  const lives = isRunning(file.identity);
  if (lives) await stopProcess(file.identity);
  removeDevFile(folder);
  return lives;
}
