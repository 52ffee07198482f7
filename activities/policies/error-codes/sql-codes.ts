import type { ErrorClass } from '../../../src/core/errors/error-class.ts';
import { classes, lookUp, type Classes } from './classes.ts';

/** Five characters: PostgreSQL gives them as `code`, MySQL as `sqlState`. */
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** Those that differ from the rest of their class. */
const STATES = classes({
  transient: '25006 55006 55P03 57P01 57P02 57P03 57P05',
  timeout: '25P03 25P04 57014',
  permanent: '08P01 23505 23P01',
  validation: '40002',
  auth: '42501',
});

/** By the first two characters. */
const STATE_CLASSES = classes({
  // Connections, serialization and deadlocks, resources, files of the server.
  transient: '08 40 53 58',
  // Data, constraints, a view's own check.
  validation: '22 23 44',
  auth: '28',
  // What no repetition changes: the statement, the state of the transaction or of the database, its limits.
  permanent: '0A 21 25 26 2B 34 3D 3F 42 54 55 P0',
});

/** MySQL: what its SQLSTATE does not tell. */
const MYSQL = classes({
  transient: `ER_LOCK_DEADLOCK ER_LOCK_WAIT_TIMEOUT ER_CON_COUNT_ERROR ER_TOO_MANY_USER_CONNECTIONS ER_SERVER_SHUTDOWN ER_OPTION_PREVENTS_STATEMENT
    PROTOCOL_CONNECTION_LOST PROTOCOL_SEQUENCE_TIMEOUT`,
  timeout: 'ER_QUERY_TIMEOUT',
  auth: 'ER_ACCESS_DENIED_ERROR ER_DBACCESS_DENIED_ERROR ER_TABLEACCESS_DENIED_ERROR ER_COLUMNACCESS_DENIED_ERROR ER_NOT_SUPPORTED_AUTH_MODE',
  permanent: 'ER_DUP_ENTRY ER_PARSE_ERROR ER_NO_SUCH_TABLE ER_BAD_FIELD_ERROR ER_BAD_DB_ERROR',
});

const SQLITE = classes({
  transient: 'BUSY LOCKED IOERR FULL PROTOCOL NOMEM SCHEMA',
  timeout: 'INTERRUPT',
  permanent: `ERROR PERM READONLY CANTOPEN CORRUPT NOTADB MISUSE RANGE NOTFOUND CONSTRAINT_UNIQUE CONSTRAINT_PRIMARYKEY CONSTRAINT_ROWID`,
  validation: 'CONSTRAINT MISMATCH TOOBIG',
  auth: 'AUTH',
});

/** SQLite's primary result codes from 1, as `node:sqlite` gives them. */
const SQLITE_NUMBERS =
  `ERROR INTERNAL PERM ABORT BUSY LOCKED NOMEM READONLY INTERRUPT IOERR CORRUPT NOTFOUND FULL CANTOPEN PROTOCOL EMPTY SCHEMA
  TOOBIG CONSTRAINT MISMATCH MISUSE NOLFS AUTH FORMAT RANGE NOTADB`.split(/\s+/);
const SQLITE_EXTENDED: Readonly<Record<number, string>> = {
  1555: 'CONSTRAINT_PRIMARYKEY',
  2067: 'CONSTRAINT_UNIQUE',
  2579: 'CONSTRAINT_ROWID',
};

/** The class of a database driver's error, and the code that says so. */
export function classOfSqlError(
  error: Readonly<Record<string, unknown>>,
): { readonly code: string; readonly class: ErrorClass } | undefined {
  const code = sqliteName(error) ?? error['code'];
  const state = error['sqlState'] ?? error['sqlstate'];
  for (const each of [code, state]) {
    if (typeof each !== 'string') continue;
    const errorClass = classOfSqlCode(each);
    if (errorClass !== undefined) return { code: typeof code === 'string' ? code : each, class: errorClass };
  }
  return undefined;
}

function classOfSqlCode(code: string): ErrorClass | undefined {
  if (code.startsWith('SQLITE_')) return ofSqlite(code.slice('SQLITE_'.length));
  const named = lookUp(MYSQL, code);
  if (named !== undefined || !SQLSTATE.test(code)) return named;
  return lookUp(STATES, code) ?? lookUp(STATE_CLASSES, code.slice(0, 2));
}

/** An extended name, such as `BUSY_SNAPSHOT`, says what the first word of it says. */
function ofSqlite(name: string): ErrorClass | undefined {
  return lookUp(SQLITE, name) ?? firstWord(SQLITE, name);
}

function firstWord(table: Classes, name: string): ErrorClass | undefined {
  return lookUp(table, name.split('_')[0] ?? '');
}

function sqliteName({ code, errcode }: Readonly<Record<string, unknown>>): string | undefined {
  if (code !== 'ERR_SQLITE_ERROR' || typeof errcode !== 'number') return undefined;
  const name = SQLITE_EXTENDED[errcode] ?? SQLITE_NUMBERS[(errcode % 256) - 1];
  return name === undefined ? undefined : `SQLITE_${name}`;
}
