import { randomBytes } from 'node:crypto';

import type { RawDocument } from './backend.ts';
import type { Indexes } from './catalog.ts';
import { checkKey, checkTtl, jsonOf } from './checks.ts';
import type { DocumentStore } from './document-store.ts';
import { indexEntries } from './index-entries.ts';
import { cursorAfter, listQuery, whereOf } from './list-query.ts';
import { storeDamaged } from './store-errors.ts';
import type { Collection, CollectionSpec, ListOptions, Page, PutOptions, Stored } from './store.ts';

export class DocumentCollection<T> implements Collection<T> {
  readonly spec: CollectionSpec;
  readonly #store: DocumentStore;
  readonly #indexes: Indexes;

  constructor(spec: CollectionSpec, store: DocumentStore, indexes: Indexes) {
    this.spec = spec;
    this.#store = store;
    this.#indexes = indexes;
  }

  async get(key: string): Promise<Stored<T> | undefined> {
    checkKey(key);
    const found = await this.#store.ask((backend) => backend.get(this.spec.name, key, Date.now()));
    return found === undefined ? undefined : this.#stored(found);
  }

  async put(key: string, value: T, { expected, ttl }: PutOptions = {}): Promise<Stored<T> | undefined> {
    checkKey(key);
    checkTtl(ttl);
    const json = jsonOf(key, value);
    const indexes = await this.#indexes.indexesOf(this.spec);
    const now = Date.now();
    const document = { key, json, revision: newRevision(), ...(ttl === undefined ? {} : { expires: Math.ceil(now + ttl) }) };
    // Indexed as it is kept: a Date is text by then.
    const entries = indexes.length === 0 ? [] : indexEntries(JSON.parse(json), indexes);
    await this.#store.purgeNowAndThen(now);
    const written = await this.#store.ask((backend) => backend.put(this.spec.name, { ...document, entries }, { expected, now }));
    return written ? this.#stored(document) : undefined;
  }

  async delete(key: string, { expected }: { readonly expected?: string } = {}): Promise<boolean> {
    checkKey(key);
    return this.#store.ask((backend) => backend.delete(this.spec.name, key, { expected, now: Date.now() }));
  }

  async list(options: ListOptions = {}): Promise<Page<T>> {
    const query = listQuery(this.spec, options, Date.now());
    // One more than asked for tells whether there is another page.
    const rows = await this.#store.ask((backend) => backend.list(this.spec.name, { ...query, limit: query.limit + 1 }));
    const documents = rows.slice(0, query.limit);
    const last = documents.at(-1);
    return {
      documents: documents.map((row) => this.#stored(row)),
      ...(rows.length > documents.length && last !== undefined ? { next: cursorAfter(last, query.orderBy) } : {}),
    };
  }

  async count(where?: ListOptions['where']): Promise<number> {
    const conditions = whereOf(this.spec, where);
    return this.#store.ask((backend) => backend.count(this.spec.name, { where: conditions, now: Date.now() }));
  }

  #stored({ key, json, revision, expires }: RawDocument): Stored<T> {
    try {
      return { key, value: JSON.parse(json) as T, revision, ...(expires === undefined ? {} : { expires }) };
    } catch {
      throw storeDamaged(`document "${key}" of collection ${this.spec.name} in ${this.#store.url} is not JSON`, {
        collection: this.spec.name,
        key,
      });
    }
  }
}

/** Never the same again. */
function newRevision(): string {
  return randomBytes(12).toString('base64url');
}
