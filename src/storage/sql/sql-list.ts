import { type RawBuilder, sql } from 'kysely';

import type { Query } from '../backend.ts';
import type { Tables } from './tables.ts';

type Row = Omit<Tables['stepwright_documents'], 'collection'> & { readonly value: string };
type Matching = Pick<Query, 'where' | 'now'>;

/** The page of documents that a query asks for. */
export function selectRows(collection: string, query: Query): RawBuilder<Row> {
  const { orderBy, descending, limit } = query;
  const byKey = orderBy === undefined;
  const direction = descending ? sql`desc` : sql`asc`;
  const order = byKey ? sql`d.key ${direction}` : sql`o.value ${direction}, o.key ${direction}`;
  return sql<Row>`
    select d.key, d.json, d.revision, d.expires, ${byKey ? sql`''` : sql`o.value`} as value
    from ${sql.join([sql`stepwright_documents d`, ...entryTables(query)])}
    where ${sql.join([...matches(collection, query), ...bounds(query)], sql` and `)}
    order by ${order} limit ${limit}`;
}

export function countRows(collection: string, query: Matching): RawBuilder<{ readonly documents: number }> {
  return sql<{ readonly documents: number }>`
    select count(*) as documents
    from ${sql.join([sql`stepwright_documents d`, ...entryTables(query)])}
    where ${sql.join(matches(collection, query), sql` and `)}`;
}

/** One row of the entries per condition, so that the index leads to the documents: `w0`, `w1` …; `o` is the order. */
function entryTables({ where, orderBy }: Pick<Query, 'where' | 'orderBy'>): readonly RawBuilder<unknown>[] {
  const conditions = where.map((_condition, index) => sql`stepwright_entries ${alias(index)}`);
  return orderBy === undefined ? conditions : [sql`stepwright_entries o`, ...conditions];
}

function matches(collection: string, { where, now }: Matching): readonly RawBuilder<unknown>[] {
  return [
    sql`d.collection = ${collection} and (d.expires is null or d.expires > ${now})`,
    ...where.map(({ field, value }, index) => {
      const entry = alias(index);
      return sql`${entry}.collection = ${collection} and ${entry}.field = ${field} and ${entry}.value = ${value} and ${entry}.key = d.key`;
    }),
  ];
}

function bounds({ orderBy, from, to, after, descending }: Query): readonly RawBuilder<unknown>[] {
  const place = orderBy === undefined ? sql`d.key` : sql`o.value`;
  const beyond = descending ? sql`<` : sql`>`;
  const all = [];
  // The collection's name once more: not every planner concludes it.
  if (orderBy !== undefined) all.push(sql`o.collection = d.collection and o.field = ${orderBy} and o.ordered = 1 and o.key = d.key`);
  if (from !== undefined) all.push(sql`${place} >= ${from}`);
  if (to !== undefined) all.push(sql`${place} < ${to}`);
  if (after !== undefined)
    all.push(orderBy === undefined ? sql`d.key ${beyond} ${after.key}` : sql`(o.value, o.key) ${beyond} (${after.value}, ${after.key})`);
  return all;
}

function alias(index: number): RawBuilder<unknown> {
  return sql.raw(`w${index}`);
}
