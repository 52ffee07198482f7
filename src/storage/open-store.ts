import { join } from 'node:path';

import type { Backend } from './backend.ts';
import { DocumentStore } from './document-store.ts';
import { schemeOf, sqlitePath, type Scheme, withoutPassword } from './store-url.ts';
import type { Store } from './store.ts';

/** Each backend and its driver are loaded when first opened: nobody waits for those he does not use. */
const BACKENDS: Readonly<Record<Scheme, (url: string) => Promise<Backend>>> = {
  async sqlite(url) {
    const { openSqlite } = await import('./sql/sqlite.ts');
    return openSqlite(sqlitePath(url));
  },
  async postgres(url) {
    const { openPostgres } = await import('./sql/postgres.ts');
    return openPostgres(url);
  },
  async redis(url) {
    const { openRedis } = await import('./redis/redis-backend.ts');
    return openRedis(url);
  },
  async mongodb(url) {
    const { openMongodb } = await import('./mongodb/mongodb-backend.ts');
    return openMongodb(url);
  },
  async memory() {
    const { MemoryBackend } = await import('./memory/memory-backend.ts');
    return new MemoryBackend();
  },
};

/** The store of a data folder, where none is named. */
export function storeIn(dataDir: string): string {
  return `sqlite:${join(dataDir, 'store.db')}`;
}

/**
 * Opens the store at `sqlite:PATH`, `postgres://…`, `redis://…`, `mongodb://…` or `memory:`, and brings it to this release's format.
 *
 * @throws {StepwrightError} `InvalidValue` for a URL of none of these; `NotFound` when its driver is not installed; `StoreUnavailable`
 * (transient) when it does not answer; `StoreDamaged` for a file that is no database
 */
export async function openStore(url: string): Promise<Store> {
  const backend = await BACKENDS[schemeOf(url)](url);
  return new DocumentStore(withoutPassword(url), backend);
}
