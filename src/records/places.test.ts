import { describe, expect, test } from 'vitest';

import { memoryStore } from '../../test/helpers/memory-store.ts';
import type { PlaceRequest } from '../core/run/place.ts';
import { Places } from './places.ts';

/** Workers on one store, and the runs they hear of. */
function world() {
  const store = memoryStore();
  const gone = new Set<string>();
  const called: string[] = [];
  const cancelled: string[] = [];
  const runs = {
    isOpen: async (runId: string) => !gone.has(runId),
    call: async (runId: string) => {
      if (!gone.has(runId)) called.push(runId);
      return !gone.has(runId);
    },
    cancel: async (runId: string) => void cancelled.push(runId),
  };
  const worker = (namespace = 'default') => new Places(store, { runs, namespace });
  return { store, gone, called, cancelled, worker };
}

function asks(runId: string, more: Partial<PlaceRequest> = {}): PlaceRequest {
  return { definition: 'orders', key: 'c1', runId, limit: 1, onLimit: 'queue', ...more };
}

describe('places', () => {
  test('who asks twice has one place, and who leaves twice frees one', async () => {
    const { worker, called } = world();
    const places = worker();
    const limit = 2;
    expect(await places.enter(asks('a', { limit }))).toBe('held');
    expect(await places.enter(asks('a', { limit }))).toBe('held');
    expect(await places.enter(asks('b', { limit }))).toBe('held');
    for (const runId of ['c', 'd', 'c']) expect(await places.enter(asks(runId, { limit }))).toBe('queued');
    await places.leave(asks('a'));
    await places.leave(asks('a'));
    expect(called).toEqual(['c']);
    expect(await places.enter(asks('c', { limit }))).toBe('held');
    expect(await places.enter(asks('d', { limit }))).toBe('queued');
  });

  test('many workers at once never give more places than there are', async () => {
    const { worker, called } = world();
    const standings = await Promise.all(Array.from({ length: 30 }, (_, i) => worker().enter(asks(`run${i}`, { limit: 3 }))));
    const held = standings.flatMap((standing, i) => (standing === 'held' ? `run${i}` : []));
    expect(held).toHaveLength(3);
    await Promise.all(held.map((runId) => worker().leave(asks(runId))));
    expect(new Set(called).size).toBe(3);
    expect(called).toHaveLength(3);
  });

  test('holders that are gone make room, and so do those that were called too late', async () => {
    const { worker, gone, called } = world();
    const places = worker();
    await places.enter(asks('a'));
    await places.enter(asks('b'));
    await places.enter(asks('c'));
    gone.add('a').add('b');
    expect(await places.enter(asks('d', { onLimit: 'skip' }))).toBe('skipped');
    expect(called).toEqual(['c']);
    expect(await places.enter(asks('c'))).toBe('held');
  });

  test('definitions, keys and namespaces have nothing to do with each other', async () => {
    const { worker } = world();
    await worker().enter(asks('a'));
    expect(await worker().enter(asks('b', { key: 'c2' }))).toBe('held');
    expect(await worker().enter(asks('c', { definition: 'invoices' }))).toBe('held');
    expect(await worker('other').enter(asks('d'))).toBe('held');
  });

  test('replace: as many of the oldest are cancelled as it takes, and a queued one gets no place any more', async () => {
    const { worker, cancelled, called } = world();
    const places = worker();
    const replace = { limit: 2, onLimit: 'replace' } as const;
    for (const runId of ['a', 'b']) await places.enter(asks(runId, replace));
    expect(await places.enter(asks('c', replace))).toBe('queued');
    expect(cancelled).toEqual(['a']);
    expect(await places.enter(asks('d', replace))).toBe('queued');
    expect(await places.enter(asks('e', replace))).toBe('queued');
    expect(cancelled).toEqual(['a', 'b', 'c']);
    await places.leave(asks('a'));
    await places.leave(asks('b'));
    expect(called).toEqual(['d', 'e']);
  });

  test('whoever asks again cancels again: the first one may have died in between', async () => {
    const { worker, cancelled } = world();
    const replace = { onLimit: 'replace' } as const;
    await worker().enter(asks('a', replace));
    await worker().enter(asks('b', replace));
    await worker().enter(asks('b', replace));
    expect(cancelled).toEqual(['a', 'a']);
  });

  test('nothing is kept once all have left', async () => {
    const { store, worker } = world();
    await worker().enter(asks('a'));
    expect(await store.names()).toEqual(['places']);
    await worker().leave(asks('a'));
    expect(await store.names()).toEqual([]);
  });
});
