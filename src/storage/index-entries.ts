import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { IndexEntry } from './backend.ts';
import type { IndexValue } from './store.ts';

/** Bytes of UTF-8: PostgreSQL has no room for more in an index, together with a key. */
const LONGEST_TEXT = 1_024;

/** What a document is found by, each value once. */
export function indexEntries(value: unknown, indexes: readonly string[]): readonly IndexEntry[] {
  if (typeof value !== 'object' || value === null) return [];
  return indexes.flatMap((field) => (Object.hasOwn(value, field) ? entriesOf(field, (value as Record<string, unknown>)[field]) : []));
}

function entriesOf(field: string, value: unknown): readonly IndexEntry[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) {
    const texts = new Set(value.map((item) => encodeIndexValue(field, textOf(field, item))));
    return [...texts].map((text) => ({ field, value: text, ordered: false }));
  }
  if (!isIndexValue(value)) throw unsuitable(field, 'is neither text, a number, a boolean, null nor a list of text');
  return [{ field, value: encodeIndexValue(field, value), ordered: isOrdered(value) }];
}

/** Only texts and numbers have a place in an order. */
export function isOrdered(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/**
 * Text whose order by code points is the order of the values: null, booleans, numbers, texts. Text is free of NUL, which
 * neither PostgreSQL nor a sorted set of Redis takes, and of lone surrogates, which are not UTF-8.
 */
export function encodeIndexValue(field: string, value: IndexValue): string {
  if (value === null) return 'a';
  if (typeof value === 'boolean') return value ? 'b1' : 'b0';
  if (typeof value === 'number') return `n${sortableNumber(field, value)}`;
  if (Buffer.byteLength(value) > LONGEST_TEXT)
    throw unsuitable(field, `has more than ${LONGEST_TEXT} bytes of text, too many for an index`);
  // U+0001 is the escape: it becomes itself and U+0002, and NUL becomes it and U+0001.
  return `s${Buffer.from(value)
    .toString()
    .replaceAll(/[\0\u0001]/g, (char) => (char === '\0' ? '\u0001\u0001' : '\u0001\u0002'))}`;
}

/** A double as 16 hexadecimal digits that sort as the number does: the sign is turned, and all bits of a negative number. */
function sortableNumber(field: string, value: number): string {
  if (!Number.isFinite(value)) throw unsuitable(field, `is ${value}, which JSON does not carry`);
  const bytes = Buffer.alloc(8);
  // Minus zero and zero are one value.
  bytes.writeDoubleBE(value + 0);
  const bits = bytes.readBigUInt64BE();
  const turned = value < 0 ? ~bits : bits | (1n << 63n);
  return BigInt.asUintN(64, turned).toString(16).padStart(16, '0');
}

function isIndexValue(value: unknown): value is IndexValue {
  return value === null || typeof value === 'boolean' || isOrdered(value);
}

function textOf(field: string, item: unknown): string {
  if (typeof item === 'string') return item;
  throw unsuitable(field, 'is a list of something other than text');
}

function unsuitable(field: string, what: string): StepwrightError {
  return new StepwrightError('InvalidValue', `the indexed field "${field}" ${what}`, {
    class: 'validation',
    hint: 'Shorten or change the value, or keep it in a field without an index.',
  });
}
