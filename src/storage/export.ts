import { createHash } from 'node:crypto';

import { digestOf, recordsOf, type StoreCounts } from './records.ts';
import type { CollectionSpec, Store } from './store.ts';

export const EXPORT_FORMAT = 'stepwright-store';
export const EXPORT_VERSION = 1;

/** First line of an export. */
export interface ExportHeader {
  readonly format: typeof EXPORT_FORMAT;
  readonly version: number;
  /** The store's own format, as of its health. */
  readonly schema: number;
  readonly backend: string;
  readonly exportedAt: string;
  readonly collections: readonly CollectionSpec[];
  /** Documents of each collection when the export began. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Last line: what is before it, and SHA-256 of every byte of that. */
export interface ExportTrailer extends StoreCounts {
  readonly end: true;
  readonly sha256: string;
}

/** A store as lines of JSON, each with its line feed: a header, a line per record with its digest, a trailer. */
export async function* exportLines(store: Store): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  const collections = await store.specs();
  yield line(await headerOf(store, collections));
  const counts = { documents: 0, counters: 0 };
  for await (const record of recordsOf(store, collections)) {
    counts[record.kind === 'document' ? 'documents' : 'counters'] += 1;
    yield line({ record, digest: digestOf(record) });
  }
  yield `${JSON.stringify({ end: true, ...counts, sha256: hash.digest('hex') } satisfies ExportTrailer)}\n`;
}

async function headerOf(store: Store, collections: readonly CollectionSpec[]): Promise<ExportHeader> {
  const { backend, schema } = await store.health();
  const counts: [string, number][] = [];
  for (const spec of collections) counts.push([spec.name, await store.collection(spec).count()]);
  return {
    format: EXPORT_FORMAT,
    version: EXPORT_VERSION,
    schema,
    backend,
    exportedAt: new Date().toISOString(),
    collections,
    counts: Object.fromEntries(counts),
  };
}
