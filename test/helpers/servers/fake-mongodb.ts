import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort } from '../../../src/devserver/free-port.ts';
import { findProgram } from './find-program.ts';
import { endProcess, startProcess, type TestServer } from './server-process.ts';

export const MONGO_JAVA_SERVER = '1.47.0';

/** Where `npm run setup` puts its libraries. */
export function fakeMongodbFolder(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env['XDG_CACHE_HOME'];
  return join(
    cache === undefined || cache === '' ? join(homedir(), '.cache') : cache,
    'stepwright',
    `mongo-java-server-${MONGO_JAVA_SERVER}`,
  );
}

/** mongo-java-server, a program in Java that speaks MongoDB's protocol: not MongoDB. */
export function findFakeMongodb(): string | undefined {
  const java = findProgram('java');
  return java !== undefined && existsSync(join(fakeMongodbFolder(), `mongo-java-server-${MONGO_JAVA_SERVER}.jar`)) ? java : undefined;
}

/** It keeps everything in memory: what it had is gone when it is started again. */
export async function startFakeMongodb(): Promise<TestServer> {
  const program = findFakeMongodb();
  if (program === undefined) throw new Error('mongo-java-server is not installed');
  const port = await freePort();
  const source = fileURLToPath(new URL('FakeMongodb.java', import.meta.url));
  const args = ['-XX:TieredStopAtLevel=1', '-cp', join(fakeMongodbFolder(), '*'), source, String(port)];
  const start = () => startProcess({ program, args, ready: /ready/ });
  let server = await start();
  const kill = () => endProcess(server, 'SIGKILL');
  return {
    url: `mongodb://127.0.0.1:${port}/stepwright`,
    kill,
    async start() {
      server = await start();
    },
    stop: kill,
  };
}
