import { expect, it } from 'vitest';

import { memoryStore } from '../../test/helpers/memory-store.ts';

it('a reindex that was broken off is done again by the next who writes', async () => {
  const store = memoryStore();
  await store.collection({ name: 'orders' }).put('old', { n: 1 });
  // As a process leaves it that died after it had entered its index.
  await store.collection({ name: 'stepwright_catalog' }).put('orders', { indexes: ['n'], reindexing: true });
  const orders = store.collection({ name: 'orders', indexes: ['n'] });
  expect(await orders.count({ n: 1 })).toBe(0);
  await orders.put('new', { n: 1 });
  expect(await orders.count({ n: 1 })).toBe(2);
  expect(await store.collection({ name: 'stepwright_catalog' }).get('orders')).toMatchObject({ value: { indexes: ['n'] } });
});
