import { createHash } from 'node:crypto';

import type { RedisClientType } from 'redis';

import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import { loadDriver } from '../load-driver.ts';
import { checkSchema, isNetworkError, storeUnavailable } from '../store-errors.ts';
import { withoutPassword } from '../store-url.ts';
import { PREFIX, SCHEMA_KEY } from './keys.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const COMMAND_TIMEOUT_MS = 15_000;
const LONGEST_WAIT_MS = 1_000;
const SCHEMA = 1;

/** Starting, a replica without its master, out of memory, not able to write to its disk, busy with a script. */
const AWAY = /^(?:LOADING|MASTERDOWN|READONLY|CLUSTERDOWN|OOM|MISCONF|BUSY|TRYAGAIN|NOREPLICAS)/;
const REFUSED = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR AUTH|ERR invalid password)/;

/** One connection for all, over which calls are pipelined; made again whenever it was lost. */
export interface Connection {
  /** Runs a script with the prefix and these arguments. */
  run<T>(script: string, args: readonly string[]): Promise<T>;
  version(): Promise<{ readonly version: string; readonly schema: number }>;
  isAway(error: unknown): boolean;
  close(): Promise<void>;
}

type Client = RedisClientType;

export async function connect(url: string): Promise<Connection> {
  const redis = await loadDriver('redis', () => import('redis'));
  const isAway = (error: unknown): boolean => {
    if (error instanceof redis.ErrorReply) return AWAY.test(error.message);
    // What else the client throws by itself is about its connection.
    return isNetworkError(error) || (error instanceof Error && !(error instanceof TypeError) && !(error instanceof StepwrightError));
  };
  let opened = false;
  const client = redis.createClient({
    url,
    // Without a connection a call fails at once instead of waiting for one.
    disableOfflineQueue: true,
    commandOptions: { timeout: COMMAND_TIMEOUT_MS },
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectStrategy: (tries, cause) => (opened ? Math.min(50 * 2 ** tries, LONGEST_WAIT_MS) : cause),
    },
  }) as Client;
  // Told to whoever calls; an event that nobody listens to would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    opened = true;
    await client.sendCommand(['SET', SCHEMA_KEY, String(SCHEMA), 'NX']);
    checkSchema(withoutPassword(url), { found: await schemaOf(client), known: SCHEMA });
  } catch (error) {
    client.destroy();
    throw unopened(url, error, isAway);
  }
  return {
    run: (script, args) => run(client, script, args),
    version: async () => ({ version: await versionOf(client), schema: await schemaOf(client) }),
    isAway,
    async close() {
      if (client.isReady) await client.close();
      else client.destroy();
    },
  };
}

const digests = new Map<string, string>();

/** By its digest, which is all that has to be sent once the server knows the script. */
async function run<T>(client: Client, script: string, args: readonly string[]): Promise<T> {
  const digest = digests.get(script) ?? createHash('sha1').update(script).digest('hex');
  digests.set(script, digest);
  try {
    return (await client.sendCommand(['EVALSHA', digest, '0', PREFIX, ...args])) as T;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return (await client.sendCommand(['EVAL', script, '0', PREFIX, ...args])) as T;
  }
}

async function schemaOf(client: Client): Promise<number> {
  return Number(await client.get(SCHEMA_KEY));
}

async function versionOf(client: Client): Promise<string> {
  return /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? '';
}

function unopened(url: string, error: unknown, isAway: (error: unknown) => boolean): unknown {
  if (error instanceof Error && REFUSED.test(error.message)) {
    return new StepwrightError('StoreUnavailable', `the store ${withoutPassword(url)} refuses us: ${error.message}`, {
      class: 'auth',
      hint: 'Check user and password.',
      cause: error,
    });
  }
  return isAway(error) ? storeUnavailable(withoutPassword(url), error) : error;
}
