import { createHash } from 'node:crypto';

import { EXPORT_FORMAT, EXPORT_VERSION, type ExportHeader, type ExportTrailer } from './export.ts';
import { digestOf, emptyStore, type StoreCounts, type StoreRecord, writeRecord } from './records.ts';
import { storeDamaged } from './store-errors.ts';
import type { Store } from './store.ts';

/** An export's lines without their line feeds, from its begin; called once to check it and once to read it. */
export type ExportSource = () => AsyncIterable<string>;

/**
 * Reads a whole export and compares it with its checksums.
 *
 * @throws {StepwrightError} `StoreDamaged` that names the line
 */
export async function checkExport(source: ExportSource): Promise<ExportHeader & StoreCounts> {
  const hash = createHash('sha256');
  const counts = { documents: 0, counters: 0 };
  let header: ExportHeader | undefined;
  let trailer: ExportTrailer | undefined;
  let number = 0;
  for await (const text of source()) {
    number += 1;
    if (trailer !== undefined) throw damaged(number, 'is behind the end');
    const line = parsedLine(text, number);
    if (header === undefined) header = headerOf(line, number);
    else if ('end' in line) trailer = line as unknown as ExportTrailer;
    else counts[recordOf(line, number).kind === 'document' ? 'documents' : 'counters'] += 1;
    if (trailer === undefined) hash.update(`${text}\n`);
  }
  if (header === undefined || trailer === undefined) throw damaged(number + 1, 'is missing: the file was cut off');
  if (trailer.sha256 !== hash.digest('hex') || trailer.documents !== counts.documents || trailer.counters !== counts.counters)
    throw damaged(number, 'says that something before it is missing or was changed: its checksum or its counts differ');
  return { ...header, ...counts };
}

/**
 * Writes an export into a store, over documents of the same keys; nothing is written when any of it is damaged.
 * @param emptied take everything out of the store before
 *
 * @throws {StepwrightError} `StoreDamaged` that names the line
 */
export async function importExport(store: Store, source: ExportSource, { emptied }: { readonly emptied: boolean }): Promise<StoreCounts> {
  const { collections, documents, counters } = await checkExport(source);
  if (emptied) await emptyStore(store);
  let number = 0;
  for await (const text of source()) {
    number += 1;
    const line = parsedLine(text, number);
    if (number > 1 && !('end' in line)) await writeRecord(store, recordOf(line, number), collections);
  }
  return { documents, counters };
}

function parsedLine(text: string, number: number): Readonly<Record<string, unknown>> {
  try {
    const line: unknown = JSON.parse(text);
    if (typeof line === 'object' && line !== null) return line as Readonly<Record<string, unknown>>;
  } catch {
    // Told below.
  }
  throw damaged(number, 'is not whole: it is no JSON object');
}

function headerOf(line: Readonly<Record<string, unknown>>, number: number): ExportHeader {
  if (line['format'] !== EXPORT_FORMAT) throw damaged(number, 'is no header of an export of a Stepwright store');
  if (typeof line['version'] !== 'number' || line['version'] > EXPORT_VERSION)
    throw damaged(number, `has version ${String(line['version'])}, and this release reads up to ${EXPORT_VERSION}`);
  return line as unknown as ExportHeader;
}

function recordOf({ record, digest }: Readonly<Record<string, unknown>>, number: number): StoreRecord {
  if (typeof record !== 'object' || record === null || digestOf(record) !== digest)
    throw damaged(number, 'was changed: its digest differs');
  return record as StoreRecord;
}

function damaged(line: number, what: string) {
  return storeDamaged(`line ${line} of the export ${what}`, { line });
}
