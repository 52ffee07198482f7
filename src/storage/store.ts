/** What a document is made of: what JSON carries. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A value that a collection can be searched by; of a list, each of its texts. */
export type IndexValue = string | number | boolean | null;

/**
 * A named set of documents. The name and the indexes are part of the code, never of the user's input.
 * `indexes` are names of top-level fields whose values are text, numbers, booleans, null, or lists of text.
 */
export interface CollectionSpec {
  /** Lower-case letters, digits and `_`. */
  readonly name: string;
  readonly indexes?: readonly string[];
}

/** A document as it is kept. */
export interface Stored<T> {
  readonly key: string;
  readonly value: T;
  /** Changes with every write, never comes back: what compare-and-set compares. */
  readonly revision: string;
  /** When it goes, in milliseconds since 1970; absent: it stays. */
  readonly expires?: number;
}

export interface PutOptions {
  /** Write only if the document still has this revision, or is `absent`. @default write whatever is there */
  readonly expected?: string;
  /** Milliseconds until the document is gone. @default it stays */
  readonly ttl?: number;
}

export interface ListOptions {
  /** Each declared field must have this value; of a list, hold it. */
  readonly where?: Readonly<Record<string, IndexValue>>;
  /** `key`, or a declared index that holds text alone or numbers alone; documents without a value of it are left out. @default "key" */
  readonly orderBy?: string;
  /** Least value of `orderBy`, itself included. */
  readonly from?: string | number;
  /** Values of `orderBy` end before this one. */
  readonly to?: string | number;
  /** @default false */
  readonly descending?: boolean;
  /** Documents in a page. @default 100; at most 1,000 */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly documents: readonly Stored<T>[];
  /** Where the next page begins; absent: there is none. */
  readonly next?: string;
}

/** A counter as it is kept. */
export interface Counter {
  readonly name: string;
  readonly value: number;
  /** When it begins at 0 again, in milliseconds since 1970. */
  readonly expires?: number;
}

/** `expected` of a document that must not be there. */
export const ABSENT = 'absent';

/** One named set of JSON documents. */
export interface Collection<T> {
  readonly spec: CollectionSpec;
  get(key: string): Promise<Stored<T> | undefined>;
  /** Writes a document, the last writer wins; with `expected` undefined means that somebody else was first. */
  put(key: string, value: T, options?: PutOptions): Promise<Stored<T> | undefined>;
  /** False: it was not there, or has another revision than `expected`. */
  delete(key: string, options?: { readonly expected?: string }): Promise<boolean>;
  /** A page of documents in a stable order: by `orderBy`, then by key, compared by code points. */
  list(options?: ListOptions): Promise<Page<T>>;
  count(where?: ListOptions['where']): Promise<number>;
}

export interface StoreHealth {
  /** `sqlite`, `postgres`, `redis`, `mongodb` or `memory`. */
  readonly backend: string;
  /** Of the server, as it names it. */
  readonly version: string;
  /** Milliseconds that the answer took. */
  readonly latency: number;
  /** The store's own format. */
  readonly schema: number;
}

/**
 * Where Stepwright keeps what outlives a run: one port, one folder per backend. Every method throws
 * StepwrightError `StoreUnavailable` (transient) when the backend is away, and works again when it is back.
 */
export interface Store {
  /** Without the password. */
  readonly url: string;
  collection<T>(spec: CollectionSpec): Collection<T>;
  /** Adds to a counter, which begins at 0, and gives its new value; a `ttl` counts from the first addition. */
  increment(counter: string, by?: number, options?: { readonly ttl?: number }): Promise<number>;
  /** Names of the collections that hold documents, sorted: for export and checks. */
  names(): Promise<readonly string[]>;
  /** Collections that were ever written to, with every index any process declared for them. */
  specs(): Promise<readonly CollectionSpec[]>;
  /** Counters after this name, by code points; at most `limit`. @default 1,000 */
  counters(options?: { readonly after?: string; readonly limit?: number }): Promise<readonly Counter[]>;
  health(): Promise<StoreHealth>;
  close(): Promise<void>;
}
