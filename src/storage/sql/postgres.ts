import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Pool } from 'pg';

import { StepwrightError } from '../../core/errors/stepwright-error.ts';
import { loadDriver } from '../load-driver.ts';
import { isNetworkError, storeUnavailable } from '../store-errors.ts';
import { withoutPassword } from '../store-url.ts';
import { migrate } from './migrations.ts';
import { SqlBackend } from './sql-backend.ts';
import type { Tables } from './tables.ts';

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;

/** Shutting down, crashed, starting, out of connections or memory; a deadlock or a conflict that a second try resolves. */
const AWAY = /^(?:08...|53...|57P..|57014|40...|58030)$/;
/** The driver has no codes for these. */
const LOST = /Connection terminated|timeout exceeded when trying to connect|not queryable|Query read timeout/;

/** Connects to PostgreSQL through a pool, and again whenever a connection was lost. */
export async function openPostgres(url: string): Promise<SqlBackend> {
  const { default: pg } = await loadDriver('pg', () => import('pg'));
  const pool: Pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'stepwright',
    // 64-bit numbers: ours are all within what JavaScript counts exactly.
    types: { getTypeParser: (type, format) => (type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format)) },
  });
  // A connection that is lost while idle, or between two statements of a transaction: whoever uses it next is told, the pool makes
  // another, and an event that nobody listens to would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db, { text: sql`text collate "C"` });
  } catch (error) {
    await db.destroy();
    throw unopened(url, error);
  }
  return new SqlBackend({ name: 'postgres', db, version: () => versionOf(db), isAway, close: () => db.destroy() });
}

async function versionOf(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ readonly server_version: string }>`show server_version`.execute(db);
  return rows[0]?.server_version ?? '';
}

function isAway(error: unknown): boolean {
  return isNetworkError(error) || (error instanceof Error && (AWAY.test(codeOf(error)) || LOST.test(error.message)));
}

/** What is wrong with the address is told as such: trying again does not help. */
function unopened(url: string, error: unknown): unknown {
  if (isAway(error)) return storeUnavailable(withoutPassword(url), error);
  const code = codeOf(error);
  if (!/^(?:28...|3D000|42501)$/.test(code)) return error;
  return new StepwrightError('StoreUnavailable', `the store ${withoutPassword(url)} refuses us: ${(error as Error).message}`, {
    class: code === '3D000' ? 'permanent' : 'auth',
    hint: code === '3D000' ? 'Create the database, or name another one.' : 'Check user and password, and that the user may create tables.',
    cause: error,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
