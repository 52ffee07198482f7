import { DocumentCollection } from './document-collection.ts';
import type { DocumentStore } from './document-store.ts';
import { reindex } from './reindex.ts';
import { ABSENT, type Collection, type CollectionSpec } from './store.ts';

interface CatalogEntry {
  readonly indexes: readonly string[];
  /** Documents that were there before may lack an index: whoever was to see to it has not said that it is done. */
  readonly reindexing?: true;
}

const CATALOG: CollectionSpec = { name: 'stepwright_catalog' };

/** Says which indexes documents of a collection are to have. */
export interface Indexes {
  indexesOf(spec: CollectionSpec): Promise<readonly string[]>;
}

/**
 * What the store itself knows of its collections, so that it can be exported and checked without the code that writes to them, and
 * so that a process of an older release keeps the indexes that a newer one declared.
 */
export class Catalog implements Indexes {
  readonly #store: DocumentStore;
  readonly #known = new Map<string, Promise<readonly string[]>>();

  constructor(store: DocumentStore) {
    this.#store = store;
  }

  /** Every index that documents of this collection are to have; enters the collection at its first write. */
  async indexesOf(spec: CollectionSpec): Promise<readonly string[]> {
    if (spec.name === CATALOG.name) return [];
    const known = await this.#known.get(spec.name)?.catch(() => undefined);
    if (known !== undefined && spec.indexes?.every((index) => known.includes(index)) !== false) return known;
    const entering = this.#enter(spec);
    this.#known.set(spec.name, entering);
    // The store may be away: the next write tries again.
    entering.catch(() => this.#known.delete(spec.name));
    return entering;
  }

  async specs(): Promise<readonly CollectionSpec[]> {
    const entries = this.#entries();
    const specs: CollectionSpec[] = [];
    let cursor: string | undefined;
    do {
      const page = await entries.list(cursor === undefined ? {} : { cursor });
      specs.push(...page.documents.map(({ key, value }) => ({ name: key, indexes: value.indexes })));
      cursor = page.next;
    } while (cursor !== undefined);
    return specs;
  }

  async #enter({ name, indexes = [] }: CollectionSpec): Promise<readonly string[]> {
    const entries = this.#entries();
    for (;;) {
      const before = await entries.get(name);
      const known = before?.value.indexes ?? [];
      const all = [...new Set([...known, ...indexes])].toSorted();
      await this.#store.ask((backend) => backend.prepare?.(name, all) ?? Promise.resolve());
      if (before !== undefined && all.length === known.length && before.value.reindexing !== true) return all;
      const entry: CatalogEntry = before === undefined ? { indexes: all } : { indexes: all, reindexing: true };
      const written = await entries.put(name, entry, { expected: before?.revision ?? ABSENT });
      if (written === undefined) continue;
      if (before === undefined) return all;
      await reindex(new DocumentCollection({ name, indexes: all }, this.#store, { indexesOf: () => Promise.resolve(all) }));
      // Somebody who has added another index since sees to all of them.
      await entries.put(name, { indexes: all }, { expected: written.revision });
      return all;
    }
  }

  #entries(): Collection<CatalogEntry> {
    return this.#store.collection(CATALOG);
  }
}
