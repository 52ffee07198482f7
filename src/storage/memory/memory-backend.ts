import type { Backend, Condition, IndexEntry, Place, Query, RawDocument, RawRow, RawWrite } from '../backend.ts';
import { compareCodePoints } from '../code-points.ts';
import { ABSENT, type Counter } from '../store.ts';

/** In this process and gone with it: for tests, and the model that the other backends are compared with. */
export class MemoryBackend implements Backend {
  readonly name = 'memory';
  readonly #collections = new Map<string, Map<string, RawWrite>>();
  readonly #counters = new Map<string, Counter>();

  get(collection: string, key: string, now: number): Promise<RawDocument | undefined> {
    return Promise.resolve(this.#live(collection, key, now));
  }

  put(collection: string, document: RawWrite, { expected, now }: Condition): Promise<boolean> {
    const holds = expected === undefined || expected === (this.#live(collection, document.key, now)?.revision ?? ABSENT);
    if (holds) this.#documents(collection).set(document.key, document);
    return Promise.resolve(holds);
  }

  delete(collection: string, key: string, { expected, now }: Condition): Promise<boolean> {
    const found = this.#live(collection, key, now);
    const holds = found !== undefined && (expected === undefined || expected === found.revision);
    return Promise.resolve(holds && this.#documents(collection).delete(key));
  }

  list(collection: string, query: Query): Promise<readonly RawRow[]> {
    const { orderBy, from, to, after, descending, limit } = query;
    const placed = this.#matching(collection, query).flatMap((document) => placedBy(document, orderBy));
    const direction = descending ? -1 : 1;
    const compare = (a: Place, b: Place): number => direction * (compareCodePoints(a.value, b.value) || compareCodePoints(a.key, b.key));
    const rows = placed.filter((row) => {
      const bounded = orderBy === undefined ? row.key : row.value;
      if (from !== undefined && compareCodePoints(bounded, from) < 0) return false;
      if (to !== undefined && compareCodePoints(bounded, to) >= 0) return false;
      return after === undefined || compare(row, after) > 0;
    });
    return Promise.resolve(rows.toSorted(compare).slice(0, limit));
  }

  count(collection: string, query: Pick<Query, 'where' | 'now'>): Promise<number> {
    return Promise.resolve(this.#matching(collection, query).length);
  }

  increment(name: string, { by, expires, now }: { by: number; expires?: number | undefined; now: number }): Promise<number> {
    const found = this.#counters.get(name);
    const before = found !== undefined && !isOver(found, now) ? found : { name, value: 0, ...(expires === undefined ? {} : { expires }) };
    const after = { ...before, value: before.value + by };
    this.#counters.set(name, after);
    return Promise.resolve(after.value);
  }

  counters({ after, limit, now }: { after: string; limit: number; now: number }): Promise<readonly Counter[]> {
    const live = [...this.#counters.values()].filter((counter) => !isOver(counter, now) && compareCodePoints(counter.name, after) > 0);
    return Promise.resolve(live.toSorted((a, b) => compareCodePoints(a.name, b.name)).slice(0, limit));
  }

  purge(now: number): Promise<void> {
    for (const documents of [this.#counters, ...this.#collections.values()]) {
      for (const [key, document] of documents) if (isOver(document, now)) documents.delete(key);
    }
    return Promise.resolve();
  }

  version(): Promise<{ version: string; schema: number }> {
    return Promise.resolve({ version: `Node.js ${process.versions.node}`, schema: 1 });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  isAway(): boolean {
    return false;
  }

  #documents(collection: string): Map<string, RawWrite> {
    const documents = this.#collections.get(collection) ?? new Map<string, RawWrite>();
    this.#collections.set(collection, documents);
    return documents;
  }

  #live(collection: string, key: string, now: number): RawWrite | undefined {
    const found = this.#documents(collection).get(key);
    return found === undefined || isOver(found, now) ? undefined : found;
  }

  #matching(collection: string, { where, now }: Pick<Query, 'where' | 'now'>): readonly RawWrite[] {
    return [...this.#documents(collection).values()].filter(
      (document) => !isOver(document, now) && where.every((wanted) => document.entries.some((entry) => isSame(entry, wanted))),
    );
  }
}

function isOver({ expires }: { readonly expires?: number }, now: number): boolean {
  return expires !== undefined && expires <= now;
}

function isSame(entry: IndexEntry, wanted: Omit<IndexEntry, 'ordered'>): boolean {
  return entry.field === wanted.field && entry.value === wanted.value;
}

function placedBy(document: RawWrite, orderBy: string | undefined): readonly RawRow[] {
  if (orderBy === undefined) return [{ ...document, value: '' }];
  return document.entries.filter(({ field, ordered }) => ordered && field === orderBy).map(({ value }) => ({ ...document, value }));
}
