import type { Store } from '../../../src/storage/store.ts';

/** A backend under test. */
export interface Subject {
  /** `STEPWRIGHT_STORE` of an empty place: each suite has its own. */
  url(): string | Promise<string>;
}

/** Collections of their own for each test, so that a store can be shared. */
let made = 0;
export function newName(): string {
  made += 1;
  return `c${process.pid}_${made}`;
}

/** All documents, page by page. */
export async function keysOf(list: (cursor?: string) => ReturnType<ReturnType<Store['collection']>['list']>): Promise<readonly string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    keys.push(...page.documents.map(({ key }) => key));
    cursor = page.next;
  } while (cursor !== undefined);
  return keys;
}
