import { createHash } from 'node:crypto';

import type { CollectionSpec, Counter, Store } from './store.ts';

/** One thing that a store holds, as it travels to a file or to another store. */
export type StoreRecord =
  | { readonly kind: 'document'; readonly collection: string; readonly key: string; readonly value: unknown; readonly expires?: number }
  | ({ readonly kind: 'counter' } & Counter);

/** How much of each. */
export interface StoreCounts {
  readonly documents: number;
  readonly counters: number;
}

const PAGE = 500;

/** Everything in a store: documents by collection and key, then counters. What is written meanwhile may be in it or not. */
export async function* recordsOf(store: Store, specs: readonly CollectionSpec[]): AsyncGenerator<StoreRecord> {
  for (const spec of specs) {
    for await (const { key, value, expires } of documentsOf(store, spec)) {
      yield { kind: 'document', collection: spec.name, key, value, ...(expires === undefined ? {} : { expires }) };
    }
  }
  for (let after = ''; ;) {
    const counters = await store.counters({ after, limit: PAGE });
    // One at 0 is as good as none.
    for (const counter of counters) if (counter.value !== 0) yield { kind: 'counter', ...counter };
    const last = counters.at(-1);
    if (last === undefined) return;
    after = last.name;
  }
}

/** All documents of a collection, by key. */
export async function* documentsOf(store: Store, spec: CollectionSpec) {
  const collection = store.collection<unknown>(spec);
  let cursor: string | undefined;
  do {
    const page = await collection.list({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.documents;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** Writes a record over what is there; what has expired is left out. A counter never goes back. */
export async function writeRecord(store: Store, record: StoreRecord, specs: readonly CollectionSpec[]): Promise<void> {
  const ttl = record.expires === undefined ? undefined : record.expires - Date.now();
  if (ttl !== undefined && ttl <= 0) return;
  const options = ttl === undefined ? {} : { ttl };
  if (record.kind === 'document') {
    const spec = specs.find(({ name }) => name === record.collection) ?? { name: record.collection };
    await store.collection(spec).put(record.key, record.value, options);
    return;
  }
  const before = await store.increment(record.name, 0, options);
  if (before === 0 || record.value > before) await store.increment(record.name, record.value - before);
}

/** Takes everything out. */
export async function emptyStore(store: Store): Promise<void> {
  for (const spec of await store.specs()) {
    for await (const { key } of documentsOf(store, spec)) await store.collection(spec).delete(key);
  }
  for await (const record of recordsOf(store, [])) if (record.kind === 'counter') await store.increment(record.name, -record.value);
}

export async function isEmpty(store: Store): Promise<boolean> {
  for await (const _record of recordsOf(store, await store.specs())) return false;
  return true;
}

/** Eight digits that tell whether a record is as it was written. */
export function digestOf(record: unknown): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 8);
}
