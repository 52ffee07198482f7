import type { Filter, Long } from 'mongodb';

import type { Query } from '../backend.ts';

/** A document as it lies in MongoDB. Texts that are compared are kept as `bytes`. */
export interface KeptDocument {
  readonly _id: string;
  readonly json: string;
  readonly revision: string;
  readonly expires?: Date;
  /** FIELD=VALUE of each index entry. */
  readonly found: readonly string[];
  /** The values that documents are ordered by. */
  readonly order: Readonly<Record<string, string>>;
}

export interface CounterDocument {
  readonly _id: string;
  readonly value: Long | number;
  readonly expires?: Date;
}

/** Text whose order is that of its code points however a server compares: one character per byte of UTF-8; ASCII stays as it is. */
export function bytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

export function text(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}

/** It is there: without an end, or before it. */
export function live(now: number): { readonly expires: { readonly $not: { readonly $lte: Date } } } {
  return { expires: { $not: { $lte: new Date(now) } } };
}

export function isOver(now: number): { readonly expires: { readonly $lte: Date } } {
  return { expires: { $lte: new Date(now) } };
}

export function matching({ where, now }: Pick<Query, 'where' | 'now'>): Filter<KeptDocument> {
  const found = where.map(({ field, value }) => `${field}=${bytes(value)}`);
  return { ...live(now), ...(found.length === 0 ? {} : { found: { $all: found } }) };
}

/** Bounds, and the place after which the page begins. */
export function placed({ orderBy, from, to, after, descending }: Query): readonly Filter<KeptDocument>[] {
  const field = orderBy === undefined ? '_id' : `order.${orderBy}`;
  const beyond = descending ? '$lt' : '$gt';
  const all: Filter<KeptDocument>[] = [];
  if (orderBy !== undefined) all.push({ [field]: { $exists: true } });
  if (from !== undefined) all.push({ [field]: { $gte: bytes(from) } });
  if (to !== undefined) all.push({ [field]: { $lt: bytes(to) } });
  if (after === undefined) return all;
  const key = { _id: { [beyond]: bytes(after.key) } };
  const value = bytes(after.value);
  return [
    ...all,
    orderBy === undefined ? key : { $or: [{ [field]: { [beyond]: value } }, { [field]: value, ...key }] },
  ] as Filter<KeptDocument>[];
}
