import type { Counter } from './store.ts';

/** One value that a document is found by; `value` is made by `encodeIndexValue`. */
export interface IndexEntry {
  readonly field: string;
  readonly value: string;
  /** The field holds this text or number alone: the document has a place in the order of the field. */
  readonly ordered: boolean;
}

/** A document as a backend keeps it: JSON as text, so that what comes back is what was written. */
export interface RawDocument {
  readonly key: string;
  readonly json: string;
  readonly revision: string;
  /** Milliseconds since 1970; from then on the document is not there. */
  readonly expires?: number;
}

export interface RawWrite extends RawDocument {
  readonly entries: readonly IndexEntry[];
}

/** What a write or delete asks for: a revision, `ABSENT`, or nothing. */
export interface Condition {
  readonly expected?: string | undefined;
  readonly now: number;
}

/** A page of `ListOptions`, checked; values are encoded, keys are not. */
export interface Query {
  readonly where: readonly Omit<IndexEntry, 'ordered'>[];
  /** Absent: by key. */
  readonly orderBy?: string;
  /** Bounds of the encoded value, or of the key: `from` is in, `to` is not. */
  readonly from?: string;
  readonly to?: string;
  /** The last place of the page before. */
  readonly after?: Place;
  readonly descending: boolean;
  readonly limit: number;
  readonly now: number;
}

/** Where a document stands in an order; by key, `value` is empty. */
export interface Place {
  readonly value: string;
  readonly key: string;
}

/** A document with its place. */
export interface RawRow extends RawDocument {
  readonly value: string;
}

/**
 * What a backend does: keep text under keys, with entries to find it by. Everything of the port beyond that is written once, in
 * document-store.ts. A method either happens as a whole or not at all; text is compared by code points.
 */
export interface Backend {
  readonly name: string;
  get(collection: string, key: string, now: number): Promise<RawDocument | undefined>;
  /** False: the condition does not hold. */
  put(collection: string, document: RawWrite, condition: Condition): Promise<boolean>;
  delete(collection: string, key: string, condition: Condition): Promise<boolean>;
  list(collection: string, query: Query): Promise<readonly RawRow[]>;
  count(collection: string, query: Pick<Query, 'where' | 'now'>): Promise<number>;
  increment(
    counter: string,
    addition: { readonly by: number; readonly expires?: number | undefined; readonly now: number },
  ): Promise<number>;
  counters(page: { readonly after: string; readonly limit: number; readonly now: number }): Promise<readonly Counter[]>;
  /** Called before the first write to a collection of this process, with all its indexes. */
  prepare?(collection: string, indexes: readonly string[]): Promise<void>;
  /** Takes out what has expired, a bounded number at a time. */
  purge(now: number): Promise<void>;
  version(): Promise<{ readonly version: string; readonly schema: number }>;
  close(): Promise<void>;
  /** The error means that the backend is away, and that the same may work later. */
  isAway(error: unknown): boolean;
}
