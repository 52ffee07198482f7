import type { Place, Query, RawRow } from './backend.ts';
import { invalid } from './checks.ts';
import { encodeIndexValue } from './index-entries.ts';
import type { CollectionSpec, ListOptions } from './store.ts';

const DEFAULT_LIMIT = 100;
const HIGHEST_LIMIT = 1_000;

/** @throws StepwrightError `InvalidValue` for an index that is not declared, a limit out of range, a cursor of another list */
export function listQuery(spec: CollectionSpec, options: ListOptions, now: number): Query {
  const { orderBy = 'key', limit = DEFAULT_LIMIT, descending = false, from, to, cursor } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > HIGHEST_LIMIT)
    throw invalid(`limit ${limit}`, `must be a whole number from 1 to ${HIGHEST_LIMIT}`);
  if (orderBy !== 'key') checkIndex(spec, orderBy);
  const bound = (value: string | number): string => (orderBy === 'key' ? String(value) : encodeIndexValue(orderBy, value));
  return {
    where: whereOf(spec, options.where),
    ...(orderBy === 'key' ? {} : { orderBy }),
    ...(from === undefined ? {} : { from: bound(from) }),
    ...(to === undefined ? {} : { to: bound(to) }),
    ...(cursor === undefined ? {} : { after: readCursor(cursor, orderBy) }),
    descending,
    limit,
    now,
  };
}

export function whereOf(spec: CollectionSpec, where: ListOptions['where'] = {}): Query['where'] {
  return Object.entries(where).map(([field, value]) => {
    checkIndex(spec, field);
    return { field, value: encodeIndexValue(field, value) };
  });
}

/** Where the page after this document begins. */
export function cursorAfter({ value, key }: RawRow, orderBy = 'key'): string {
  return Buffer.from(JSON.stringify([orderBy, value, key])).toString('base64url');
}

function readCursor(cursor: string, orderBy: string): Place {
  const parts = parsed(cursor);
  if (!Array.isArray(parts) || parts.length !== 3 || !parts.every((part) => typeof part === 'string') || parts[0] !== orderBy)
    throw invalid('cursor', 'is not one that this list gave: pass `next` of the page before, with the same order');
  const [, value, key] = parts as [string, string, string];
  return { value, key };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function checkIndex({ name, indexes = [] }: CollectionSpec, field: string): void {
  if (!indexes.includes(field))
    throw invalid(`"${field}"`, `is no index of collection ${name} (${indexes.length === 0 ? 'it has none' : indexes.join(', ')})`);
}
