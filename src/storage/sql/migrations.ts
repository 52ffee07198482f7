import { type Kysely, type Migration, Migrator, type RawBuilder, sql } from 'kysely';

import type { Tables } from './tables.ts';

/** The part of a schema that databases write differently. */
export interface SqlFlavour {
  /** Type of text that is compared by code points. */
  readonly text: RawBuilder<unknown>;
  /** Added to a table that is kept in the order of its primary key. */
  readonly clustered?: RawBuilder<unknown>;
}

/** Every change of the schema, oldest first; one that was released is never edited. */
function migrations({ text, clustered }: SqlFlavour): Readonly<Record<string, Migration>> {
  return {
    '0001-documents': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('stepwright_documents')
          .addColumn('collection', text, (column) => column.notNull())
          .addColumn('key', text, (column) => column.notNull())
          .addColumn('json', 'text', (column) => column.notNull())
          .addColumn('revision', 'text', (column) => column.notNull())
          .addColumn('expires', 'bigint')
          .addPrimaryKeyConstraint('stepwright_documents_key', ['collection', 'key'])
          .execute();
        await sql`create index stepwright_documents_expires on stepwright_documents (expires) where expires is not null`.execute(db);
        let entries = db.schema
          .createTable('stepwright_entries')
          .addColumn('collection', text, (column) => column.notNull())
          .addColumn('field', text, (column) => column.notNull())
          .addColumn('value', text, (column) => column.notNull())
          .addColumn('key', text, (column) => column.notNull())
          .addColumn('ordered', 'smallint', (column) => column.notNull())
          .addPrimaryKeyConstraint('stepwright_entries_key', ['collection', 'field', 'value', 'key']);
        if (clustered !== undefined) entries = entries.modifyEnd(clustered);
        await entries.execute();
        await db.schema.createIndex('stepwright_entries_document').on('stepwright_entries').columns(['collection', 'key']).execute();
        await db.schema
          .createTable('stepwright_counters')
          .addColumn('name', text, (column) => column.primaryKey())
          .addColumn('value', 'bigint', (column) => column.notNull())
          .addColumn('expires', 'bigint')
          .execute();
        await sql`create index stepwright_counters_expires on stepwright_counters (expires) where expires is not null`.execute(db);
      },
    },
  };
}

/** Brings the database to this release's schema; a newer one is refused by the migrator. */
export async function migrate(db: Kysely<Tables>, flavour: SqlFlavour): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations(flavour) }) },
    migrationTableName: 'stepwright_migrations',
    migrationLockTableName: 'stepwright_migrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
