import type { Db, Long, MongoClient } from 'mongodb';

import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import { loadDriver } from '../load-driver.ts';
import { checkSchema, storeUnavailable } from '../store-errors.ts';
import { withoutPassword } from '../store-url.ts';
import { retried } from './duplicates.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const SOCKET_TIMEOUT_MS = 30_000;
const CONNECTIONS = 10;
const SCHEMA = 1;
/** Not the primary any more, not yet, or shutting down; the time for an answer ran out. */
const AWAY = new Set([6, 7, 50, 89, 91, 189, 262, 9001, 10_107, 11_600, 11_602, 13_435, 13_436]);
const REFUSED = new Set([13, 18, 8000]);

/** A pool that connects again by itself, and follows the primary of a replica set. */
export interface Connection {
  readonly db: Db;
  /** A whole number of 64 bits. */
  long(value: number): Long;
  version(): Promise<{ readonly version: string; readonly schema: number }>;
  isAway(error: unknown): boolean;
  close(): Promise<void>;
}

type Driver = typeof import('mongodb');

export async function connect(url: string): Promise<Connection> {
  const driver = await loadDriver('mongodb', () => import('mongodb'));
  const client = new driver.MongoClient(url, {
    serverSelectionTimeoutMS: CONNECT_TIMEOUT_MS,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    socketTimeoutMS: SOCKET_TIMEOUT_MS,
    maxPoolSize: CONNECTIONS,
    appName: 'stepwright',
  });
  const db = client.db(databaseOf(url));
  try {
    await client.connect();
    checkSchema(withoutPassword(url), { found: await enterSchema(db), known: SCHEMA });
  } catch (error) {
    await client.close();
    throw unopened(url, error, driver);
  }
  return {
    db,
    long: (value) => driver.Long.fromNumber(value),
    version: async () => ({ version: await versionOf(client), schema: await enterSchema(db) }),
    isAway: (error) => isAway(error, driver),
    close: () => client.close(),
  };
}

/** That of the URL's path; without one the driver would take `test`. */
function databaseOf(url: string): string {
  const path = /^[^:]+:\/\/[^/?]+\/([^?]+)/.exec(url)?.[1];
  return path === undefined ? 'stepwright' : decodeURIComponent(path);
}

async function enterSchema(db: Db): Promise<number> {
  const meta = db.collection<{ readonly _id: string; readonly schema: number }>('stepwright_meta');
  const found = await meta.findOne({ _id: 'store' });
  if (found !== null) return found.schema;
  await retried(() => meta.updateOne({ _id: 'store' }, { $setOnInsert: { schema: SCHEMA } }, { upsert: true }));
  return SCHEMA;
}

async function versionOf(client: MongoClient): Promise<string> {
  const { version } = await client.db('admin').command({ buildInfo: 1 });
  return String(version);
}

function isAway(error: unknown, driver: Driver): boolean {
  if (error instanceof driver.MongoServerError) return AWAY.has(Number(error.code));
  return [
    driver.MongoNetworkError,
    driver.MongoServerSelectionError,
    driver.MongoNotConnectedError,
    driver.MongoTopologyClosedError,
    driver.MongoOperationTimeoutError,
  ].some((kind) => error instanceof kind);
}

function unopened(url: string, error: unknown, driver: Driver): unknown {
  if (error instanceof driver.MongoServerError && REFUSED.has(Number(error.code))) {
    return new StepwrightError('StoreUnavailable', `the store ${withoutPassword(url)} refuses us: ${error.message}`, {
      class: 'auth',
      hint: 'Check user, password and authSource.',
      cause: error,
    });
  }
  return isAway(error, driver) ? storeUnavailable(withoutPassword(url), error) : error;
}
