import { afterAll, beforeAll } from 'vitest';

import { openStore } from '../../../src/storage/open-store.ts';
import type { Store } from '../../../src/storage/store.ts';
import type { Subject } from './subject.ts';

/** Opens the store before the first test of the block and closes it after the last. */
export function openBefore(subject: Subject): () => Store {
  let store: Store | undefined;
  beforeAll(async () => {
    store = await openStore(await subject.url());
  });
  afterAll(() => store?.close());
  return () => {
    if (store === undefined) throw new Error('not open yet');
    return store;
  };
}
