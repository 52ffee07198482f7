import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../../src/devserver/free-port.ts';
import { findProgram, postgresFolders } from './find-program.ts';
import { endProcess, startProcess, type TestServer } from './server-process.ts';

const PASSWORD = 'secret-of-the-test';

export function findPostgres(): string | undefined {
  const initdb = findProgram('initdb', postgresFolders());
  return initdb !== undefined && owner() !== undefined ? initdb : undefined;
}

/** For tests, which lose nothing that matters when the power goes. */
const UNSAFE = ['fsync=off', 'full_page_writes=off'];

/** A new database cluster; its password is asked for. */
export async function startPostgres(more: readonly string[] = UNSAFE): Promise<TestServer> {
  const [initdb, user] = [findPostgres(), owner()];
  if (initdb === undefined || user === undefined) throw new Error('PostgreSQL is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-postgres-'));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const options = { ...user, cwd: folder };
  execFileSync(
    'sh',
    [
      '-c',
      `printf %s ${PASSWORD} > password && "$0" -D data -A scram-sha-256 -U postgres --pwfile password -E UTF8 --locale C.UTF-8`,
      initdb,
    ],
    { ...options, stdio: 'pipe' },
  );
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'max_connections=150', ...more];
  const start = () =>
    startProcess({
      program: initdb.replace(/initdb$/, 'postgres'),
      args: ['-D', data, '-p', String(port), '-k', folder, ...settings.flatMap((setting) => ['-c', setting])],
      options,
      ready: /ready to accept connections/,
    });
  let server = await start();
  return {
    url: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
    // At once, with all its processes, and to be recovered from its log.
    kill: () => endProcess(server, 'SIGQUIT'),
    async start() {
      server = await start();
    },
    async stop() {
      await endProcess(server, 'SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: its packages make a user for it. Nothing to change for others. */
function owner(): { readonly uid?: number; readonly gid?: number } | undefined {
  if (process.getuid?.() !== 0) return {};
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()),
    );
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  } catch {
    return undefined;
  }
}
