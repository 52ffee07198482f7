import { type Kysely, sql, type Transaction } from 'kysely';

import type { Backend, Condition, Query, RawDocument, RawRow, RawWrite } from '../backend.ts';
import { ABSENT, type Counter } from '../store.ts';
import { countRows, selectRows } from './sql-list.ts';
import type { Tables } from './tables.ts';

/** Rows taken out at a time, so that no purge holds others up. */
const PURGE_ROWS = 500;

export interface SqlDialect {
  readonly name: string;
  readonly db: Kysely<Tables>;
  /** Of the server, as it names it. */
  version(): Promise<string>;
  isAway(error: unknown): boolean;
  close(): Promise<void>;
}

/** One database for SQLite and PostgreSQL. A write begins with a statement that locks its document: see `put`. */
export class SqlBackend implements Backend {
  readonly name: string;
  readonly #db: Kysely<Tables>;
  readonly #dialect: SqlDialect;

  constructor(dialect: SqlDialect) {
    this.name = dialect.name;
    this.#db = dialect.db;
    this.#dialect = dialect;
  }

  async get(collection: string, key: string, now: number): Promise<RawDocument | undefined> {
    const row = await this.#db
      .selectFrom('stepwright_documents')
      .select(['key', 'json', 'revision', 'expires'])
      .where('collection', '=', collection)
      .where('key', '=', key)
      .where((is) => is.or([is('expires', 'is', null), is('expires', '>', now)]))
      .executeTakeFirst();
    return row === undefined ? undefined : rawDocument(row);
  }

  /** The first statement locks the document's row until the end, so that entries are always those of the text beside them. */
  async put(collection: string, document: RawWrite, condition: Condition): Promise<boolean> {
    return this.#db.transaction().execute(async (tx) => {
      if (!(await write(tx, { collection, document, condition }))) return false;
      await deleteEntries(tx, collection, document.key);
      const rows = document.entries.map(({ field, value, ordered }) => ({
        collection,
        field,
        value,
        key: document.key,
        ordered: ordered ? 1 : 0,
      }));
      if (rows.length > 0) await tx.insertInto('stepwright_entries').values(rows).execute();
      return true;
    });
  }

  async delete(collection: string, key: string, { expected, now }: Condition): Promise<boolean> {
    return this.#db.transaction().execute(async (tx) => {
      const deleted = await tx
        .deleteFrom('stepwright_documents')
        .where('collection', '=', collection)
        .where('key', '=', key)
        .where((is) => is.or([is('expires', 'is', null), is('expires', '>', now)]))
        .$if(expected !== undefined, (query) => query.where('revision', '=', expected ?? ''))
        .executeTakeFirst();
      if (deleted.numDeletedRows === 0n) return false;
      await deleteEntries(tx, collection, key);
      return true;
    });
  }

  async list(collection: string, query: Query): Promise<readonly RawRow[]> {
    const { rows } = await selectRows(collection, query).execute(this.#db);
    return rows.map((row) => ({ ...rawDocument(row), value: row.value }));
  }

  async count(collection: string, query: Pick<Query, 'where' | 'now'>): Promise<number> {
    const { rows } = await countRows(collection, query).execute(this.#db);
    return rows[0]?.documents ?? 0;
  }

  async increment(
    name: string,
    { by, expires = null, now }: { by: number; expires?: number | undefined | null; now: number },
  ): Promise<number> {
    const isOver = sql<boolean>`stepwright_counters.expires is not null and stepwright_counters.expires <= ${now}`;
    const row = await this.#db
      .insertInto('stepwright_counters')
      .values({ name, value: by, expires })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet({
          value: sql<number>`case when ${isOver} then excluded.value else stepwright_counters.value + excluded.value end`,
          expires: sql<number | null>`case when ${isOver} then excluded.expires else stepwright_counters.expires end`,
        }),
      )
      .returning('value')
      .executeTakeFirstOrThrow();
    return row.value;
  }

  async counters({ after, limit, now }: { after: string; limit: number; now: number }): Promise<readonly Counter[]> {
    const rows = await this.#db
      .selectFrom('stepwright_counters')
      .selectAll()
      .where('name', '>', after)
      .where((is) => is.or([is('expires', 'is', null), is('expires', '>', now)]))
      .orderBy('name')
      .limit(limit)
      .execute();
    return rows.map(({ name, value, expires }) => ({
      name,
      value,
      ...(expires === null ? {} : { expires }),
    }));
  }

  async purge(now: number): Promise<void> {
    const over = await this.#db
      .selectFrom('stepwright_documents')
      .select(['collection', 'key'])
      .where('expires', '<=', now)
      .limit(PURGE_ROWS)
      .execute();
    for (const { collection, key } of over) await this.#purgeOne(collection, key, now);
    await this.#db.deleteFrom('stepwright_counters').where('expires', '<=', now).execute();
  }

  async version(): Promise<{ version: string; schema: number }> {
    const applied = await this.#db.selectFrom('stepwright_migrations').select('name').execute();
    return { version: await this.#dialect.version(), schema: applied.length };
  }

  close(): Promise<void> {
    return this.#dialect.close();
  }

  isAway(error: unknown): boolean {
    return this.#dialect.isAway(error);
  }

  /** It may have been written anew meanwhile: then it stays. */
  async #purgeOne(collection: string, key: string, now: number): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      const gone = await tx
        .deleteFrom('stepwright_documents')
        .where('collection', '=', collection)
        .where('key', '=', key)
        .where('expires', '<=', now)
        .executeTakeFirst();
      if (gone.numDeletedRows > 0n) await deleteEntries(tx, collection, key);
    });
  }
}

interface Written {
  readonly collection: string;
  readonly document: RawWrite;
  readonly condition: Condition;
}

async function write(tx: Transaction<Tables>, { collection, document, condition: { expected, now } }: Written): Promise<boolean> {
  const { key, json, revision, expires = null } = document;
  if (expected !== undefined && expected !== ABSENT) {
    const updated = await tx
      .updateTable('stepwright_documents')
      .set({ json, revision, expires })
      .where('collection', '=', collection)
      .where('key', '=', key)
      .where('revision', '=', expected)
      .where((is) => is.or([is('expires', 'is', null), is('expires', '>', now)]))
      .executeTakeFirst();
    return updated.numUpdatedRows > 0n;
  }
  const row = await tx
    .insertInto('stepwright_documents')
    .values({ collection, key, json, revision, expires })
    .onConflict((conflict) => {
      const update = conflict.columns(['collection', 'key']).doUpdateSet({ json, revision, expires });
      return expected === ABSENT ? update.where('stepwright_documents.expires', '<=', now) : update;
    })
    .returning('revision')
    .executeTakeFirst();
  return row !== undefined;
}

async function deleteEntries(tx: Transaction<Tables>, collection: string, key: string): Promise<void> {
  await tx.deleteFrom('stepwright_entries').where('collection', '=', collection).where('key', '=', key).execute();
}

function rawDocument({ key, json, revision, expires }: Omit<Tables['stepwright_documents'], 'collection'>): RawDocument {
  return { key, json, revision, ...(expires === null ? {} : { expires }) };
}
