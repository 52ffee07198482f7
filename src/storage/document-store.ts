import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { Backend } from './backend.ts';
import { Catalog } from './catalog.ts';
import { checkKey, checkSpec, checkTtl, invalid } from './checks.ts';
import { DocumentCollection } from './document-collection.ts';
import { storeUnavailable } from './store-errors.ts';
import type { Collection, CollectionSpec, Counter, Store, StoreHealth } from './store.ts';

const COUNTERS_PAGE = 1_000;
/** Between two looks at what has expired; each takes out a bounded number. */
const PURGE_EVERY_MS = 10_000;

/** The port on top of a backend. */
export class DocumentStore implements Store {
  readonly url: string;
  readonly #backend: Backend;
  readonly #catalog: Catalog;
  #purged = Date.now();
  #closed: Promise<void> | undefined;

  /** @param url without its password */
  constructor(url: string, backend: Backend) {
    this.url = url;
    this.#backend = backend;
    this.#catalog = new Catalog(this);
  }

  collection<T>(spec: CollectionSpec): Collection<T> {
    checkSpec(spec);
    return new DocumentCollection<T>(spec, this, this.#catalog);
  }

  async increment(counter: string, by = 1, { ttl }: { readonly ttl?: number } = {}): Promise<number> {
    checkKey(counter, 'counter');
    checkTtl(ttl);
    if (!Number.isSafeInteger(by)) throw invalid(`by ${by}`, 'must be a whole number');
    const now = Date.now();
    const expires = ttl === undefined ? undefined : now + ttl;
    return this.ask((backend) => backend.increment(counter, { by, expires, now }));
  }

  async counters({ after = '', limit = COUNTERS_PAGE }: { readonly after?: string; readonly limit?: number } = {}): Promise<
    readonly Counter[]
  > {
    return this.ask((backend) => backend.counters({ after, limit, now: Date.now() }));
  }

  specs(): Promise<readonly CollectionSpec[]> {
    return this.#catalog.specs();
  }

  async names(): Promise<readonly string[]> {
    const names: string[] = [];
    for (const spec of await this.specs()) {
      const { documents } = await this.collection(spec).list({ limit: 1 });
      if (documents.length > 0) names.push(spec.name);
    }
    return names;
  }

  async health(): Promise<StoreHealth> {
    const started = performance.now();
    const { version, schema } = await this.ask((backend) => backend.version());
    return { backend: this.#backend.name, version, latency: performance.now() - started, schema };
  }

  close(): Promise<void> {
    this.#closed ??= this.#backend.close();
    return this.#closed;
  }

  /** For this store's own collections: does something with the backend; when it is away says so. */
  async ask<R>(work: (backend: Backend) => Promise<R>): Promise<R> {
    if (this.#closed !== undefined)
      throw new StepwrightError('StoreUnavailable', `the store ${this.url} was closed by this process`, { hint: 'Use it before close().' });
    try {
      return await work(this.#backend);
    } catch (error) {
      throw this.#backend.isAway(error) ? storeUnavailable(this.url, error) : error;
    }
  }

  /** What has expired goes now and then, with a write: nothing else has to run for it. */
  async purgeNowAndThen(now: number): Promise<void> {
    if (now - this.#purged < PURGE_EVERY_MS) return;
    this.#purged = now;
    await this.ask((backend) => backend.purge(now));
  }
}
