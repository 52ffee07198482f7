import type { Collection } from './store.ts';

/** Writes every document once more, as it is, so that it is found by indexes declared after it was written. */
export async function reindex(collection: Collection<unknown>): Promise<number> {
  let documents = 0;
  let cursor: string | undefined;
  do {
    const page = await collection.list(cursor === undefined ? {} : { cursor });
    for (const { key, value, revision, expires } of page.documents) {
      const ttl = expires === undefined ? {} : { ttl: Math.max(1, expires - Date.now()) };
      // Who wrote it meanwhile has indexed it.
      await collection.put(key, value, { expected: revision, ...ttl });
      documents += 1;
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return documents;
}
