import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../../src/devserver/free-port.ts';
import { findProgram } from './find-program.ts';
import { endProcess, startProcess, type TestServer } from './server-process.ts';

const PASSWORD = 'secret-of-the-test';

export function findRedis(): string | undefined {
  return findProgram('redis-server') ?? findProgram('valkey-server');
}

/** A server that writes everything to its log, as one that keeps what must not be lost has to. */
export async function startRedis(): Promise<TestServer> {
  const program = findRedis();
  if (program === undefined) throw new Error('Redis is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-redis-'));
  const port = await freePort();
  const flags = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'yes',
    '--appendfsync',
    'no',
    '--requirepass',
    PASSWORD,
  ];
  const start = () => startProcess({ program, args: flags, ready: /Ready to accept connections/ });
  let server = await start();
  return {
    url: `redis://:${PASSWORD}@127.0.0.1:${port}/0`,
    kill: () => endProcess(server, 'SIGKILL'),
    async start() {
      server = await start();
    },
    async stop() {
      await endProcess(server, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
