import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { CollectionSpec } from './store.ts';

/** Bytes of UTF-8. */
const LONGEST_KEY = 1_536;
/** MongoDB takes 16 MB with everything around it. */
const LARGEST_DOCUMENT = 15_000_000;
const NAME = /^[a-z][a-z0-9_]{0,47}$/;
const FIELD = /^[A-Za-z_][A-Za-z0-9_]{0,47}$/;

/** @throws StepwrightError `InvalidValue` */
export function checkSpec({ name, indexes = [] }: CollectionSpec): void {
  if (!NAME.test(name)) throw invalid(`collection name "${name}"`, 'must be lower-case letters, digits and _, at most 48');
  const wrong = indexes.find((field) => !FIELD.test(field) || field === 'key' || field === '__proto__');
  if (wrong !== undefined)
    throw invalid(`index "${wrong}" of collection ${name}`, 'must be the name of a top-level field, at most 48 characters, and not key');
}

/** Keys may hold anything that is text everywhere: no NUL (PostgreSQL), no lone surrogate (UTF-8). */
export function checkKey(key: string, what = 'key'): void {
  if (typeof key !== 'string' || key === '') throw invalid(what, 'must be text with at least one character');
  if (key.includes('\0')) throw invalid(`${what} ${JSON.stringify(shortened(key))}`, 'must not contain the character NUL');
  if (Buffer.from(key).toString() !== key)
    throw invalid(`${what} ${JSON.stringify(shortened(key))}`, 'is not valid Unicode: it has half of a surrogate pair');
  if (Buffer.byteLength(key) > LONGEST_KEY)
    throw invalid(`${what} "${shortened(key)}"`, `has ${Buffer.byteLength(key)} bytes, more than ${LONGEST_KEY}`);
}

export function checkTtl(ttl: number | undefined): void {
  if (ttl !== undefined && !(Number.isFinite(ttl) && ttl > 0)) throw invalid(`ttl ${ttl}`, 'must be a number of milliseconds above 0');
}

/** The text that is kept. */
export function jsonOf(key: string, value: unknown): string {
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw invalid(`the document "${shortened(key)}"`, 'is nothing that JSON carries');
  if (Buffer.byteLength(json) <= LARGEST_DOCUMENT) return json;
  throw new StepwrightError(
    'PayloadTooLarge',
    `the document "${shortened(key)}" has ${Buffer.byteLength(json)} bytes, more than ${LARGEST_DOCUMENT}`,
    {
      class: 'validation',
      hint: 'Keep large data in the payload folder or in files, and a reference to it in the store.',
    },
  );
}

export function invalid(what: string, why: string): StepwrightError {
  return new StepwrightError('InvalidValue', `${what} ${why}`, { class: 'validation', hint: 'See docs/storage.md, "Limits".' });
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
