/** Before every key of ours. */
export const PREFIX = 'stepwright:';

/** Number of the format. */
export const SCHEMA_KEY = `${PREFIX}schema`;

/** Sorted sets of a collection, without the prefix; see scripts.ts. */
export function setOfKeys(collection: string): string {
  return `k:${collection}`;
}

export function setOfValues(collection: string, field: string): string {
  return `w:${collection}:${field}`;
}

export function setOfOrder(collection: string, field: string): string {
  return `o:${collection}:${field}`;
}
