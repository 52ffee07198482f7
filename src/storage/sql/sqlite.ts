import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { Kysely, sql, SqliteDialect } from 'kysely';
import Database from 'libsql';

import { storeDamaged, storeUnavailable } from '../store-errors.ts';
import { migrate } from './migrations.ts';
import { SqlBackend } from './sql-backend.ts';
import type { Tables } from './tables.ts';

/** Another process may be writing for as long. */
const BUSY_TIMEOUT_MS = 10_000;
const AWAY = /^SQLITE_(?:BUSY|LOCKED|IOERR|FULL|READONLY|CANTOPEN|PERM|NOMEM)/;
const DAMAGED = /^SQLITE_(?:CORRUPT|NOTADB)/;

/** Databases that this process has open, and how often. */
const open = new Map<string, { readonly db: Promise<Kysely<Tables>>; users: number }>();

/**
 * Opens a database file, with its folder; several processes may have it open at once. Within one process all share a connection:
 * the driver waits for a lock without letting go of the thread, so that two of them would wait for each other.
 */
export async function openSqlite(path: string): Promise<SqlBackend> {
  const file = resolve(path);
  const shared = open.get(file) ?? { db: openDatabase(file), users: 0 };
  open.set(file, shared);
  shared.users += 1;
  const close = async (): Promise<void> => {
    shared.users -= 1;
    if (shared.users > 0) return;
    open.delete(file);
    await (await shared.db).destroy();
  };
  try {
    const db = await shared.db;
    return new SqlBackend({ name: 'sqlite', db, version: () => versionOf(db), isAway, close });
  } catch (error) {
    open.delete(file);
    if (DAMAGED.test(codeOf(error))) throw storeDamaged(`${file} is not a SQLite database, or is damaged`, { file });
    throw isAway(error) ? storeUnavailable(`sqlite:${path}`, error) : error;
  }
}

/** A driver of the same shape, such as better-sqlite3, can take libsql's place here. */
async function openDatabase(file: string): Promise<Kysely<Tables>> {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('pragma journal_mode = wal');
    database.exec('pragma synchronous = normal');
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
    await migrateAlone(db);
    return db;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite has no lock of its own for migrations: processes that open a new file at once take turns. */
async function migrateAlone(db: Kysely<Tables>): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection);
    try {
      await migrate(connection, { text: sql`text`, clustered: sql`without rowid` });
      await sql`commit`.execute(connection);
    } catch (error) {
      await sql`rollback`.execute(connection);
      throw error;
    }
  });
}

async function versionOf(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ readonly version: string }>`select sqlite_version() as version`.execute(db);
  return rows[0]?.version ?? '';
}

function isAway(error: unknown): boolean {
  // A file that can not be opened has a message of its own and no code.
  return AWAY.test(codeOf(error)) || (error instanceof Error && error.message.startsWith('ConnectionFailed'));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
