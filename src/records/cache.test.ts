import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, test } from 'vitest';

import { memoryStore } from '../../test/helpers/memory-store.ts';
import type { CacheSpec } from '../core/run/cache-spec.ts';
import type { Store } from '../storage/store.ts';
import { Cache, clearCache, LARGEST_CACHED, type CachedCall, type CacheHost } from './cache.ts';
import { cacheFigures } from './cache-figures.ts';
import { Outage } from './outage.ts';

const SPEC: CacheSpec = { scope: 'definition', definition: 'orders', ttl: 1_000 };
const CALL: CachedCall = { spec: SPEC, target: 'shop', action: 'price', params: { sku: 'a' }, runId: 'r', path: 's', stepId: 's' };

/** Caches of several workers on one store, with one clock. */
function workers(store: Store = memoryStore()) {
  const clock = { now: 0 };
  const told: unknown[] = [];
  const worker = () => new Cache(store, { outage: new Outage((error) => told.push(error)), now: () => clock.now });
  return { store, clock, told, worker };
}

function host(make: () => Promise<unknown>, more: Partial<CacheHost> = {}): CacheHost {
  return { make, wait: () => delay(1), ...more };
}

/** Begins a call that never ends. */
function dying(cache: Cache, call: CachedCall, every: NonNullable<CacheHost['every']>): Promise<void> {
  return new Promise((begun) => {
    const make = () => {
      begun();
      return new Promise(() => undefined);
    };
    void cache.through(call, host(make, { every }));
  });
}

/** Calls, the first of which says `made`, and the next `made again`. */
function asking(cache: Cache) {
  return async (change: Partial<CachedCall> = {}) => {
    const { data } = await cache.through(
      { ...CALL, ...change, path: `${Math.random()}` },
      host(() => Promise.resolve('made')),
    );
    const second = await cache.through(
      { ...CALL, ...change, path: 'other' },
      host(() => Promise.resolve('made again')),
    );
    expect(data).toBe('made');
    return second.data;
  };
}

describe('what is kept', () => {
  test('an equal call of any worker has the result, until its time is over', async () => {
    const { worker, clock } = workers();
    const first = await worker().through(
      CALL,
      host(() => Promise.resolve({ price: 3 })),
    );
    expect(first).toEqual({ data: { price: 3 }, cached: false });
    clock.now = 999;
    const never = host(() => expect.unreachable('called'));
    expect(await worker().through({ ...CALL, path: 'other' }, never)).toEqual({ data: { price: 3 }, cached: true });
    clock.now = 1_000;
    expect(
      await worker().through(
        { ...CALL, path: 'other' },
        host(() => Promise.resolve(4)),
      ),
    ).toEqual({ data: 4, cached: false });
  });

  test('params in another order are the same; other params, another action and another definition are not', async () => {
    const cache = workers().worker();
    const answer = async (change: Partial<CachedCall>) =>
      (
        await cache.through(
          { ...CALL, ...change, path: 'other' },
          host(() => Promise.resolve('anew')),
        )
      ).data;
    await cache.through(
      { ...CALL, params: { a: 1, b: 2 } },
      host(() => Promise.resolve('kept')),
    );
    expect(await answer({ params: { b: 2, a: 1 } })).toBe('kept');
    expect(await answer({ params: { a: 1, b: 3 } })).toBe('anew');
    expect(await answer({ params: { a: 1, b: 2 }, action: 'stock' })).toBe('anew');
    expect(await answer({ params: { a: 1, b: 2 }, spec: { ...SPEC, definition: 'refunds' } })).toBe('anew');
  });

  test('a key of the step takes the place of the params', async () => {
    const cache = workers().worker();
    const spec = { ...SPEC, key: 'a' };
    await cache.through(
      { ...CALL, spec, params: { at: 1 } },
      host(() => Promise.resolve('kept')),
    );
    const later = { ...CALL, spec, params: { at: 2 }, path: 'other' };
    expect(
      await cache.through(
        later,
        host(() => Promise.resolve('anew')),
      ),
    ).toEqual({ data: 'kept', cached: true });
  });

  test.each([
    ['run', { runId: 'other' }, 'anew'],
    ['definition', { runId: 'other' }, 'kept'],
    ['global', { runId: 'other', definition: 'other' }, 'kept'],
  ] as const)('scope %s', async (scope, { runId, ...definition }, expected) => {
    const cache = workers().worker();
    const spec = { ...SPEC, scope };
    await cache.through(
      { ...CALL, spec },
      host(() => Promise.resolve('kept')),
    );
    const other = { ...CALL, spec: { ...spec, ...definition }, runId };
    expect(
      (
        await cache.through(
          other,
          host(() => Promise.resolve('anew')),
        )
      ).data,
    ).toBe(expected);
  });

  test('neither failures, nor what `when` does not hold for, nor what is too large', async () => {
    const cache = workers().worker();
    const failing = cache.through(
      CALL,
      host(() => Promise.reject(new Error('broken'))),
    );
    await expect(failing).rejects.toThrow('broken');
    const ask = asking(cache);
    expect(await ask({ spec: { ...SPEC, when: { source: '$result == "made again"', values: {} } } })).toBe('made again');
    const large = 'x'.repeat(LARGEST_CACHED);
    await cache.through(
      { ...CALL, params: 1 },
      host(() => Promise.resolve(large)),
    );
    expect(await ask({ params: 1 })).toBe('made');
  });

  test('a condition that can not be judged fails nothing, and keeps nothing', async () => {
    const { worker, store } = workers();
    const cache = worker();
    const told: unknown[] = [];
    const call = { ...CALL, spec: { ...SPEC, when: { source: '$result.x > 1', values: {} } } };
    const answer = await cache.through(
      call,
      host(() => Promise.resolve({}), { unjudged: (error) => told.push(error) }),
    );
    expect(answer).toEqual({ data: {}, cached: false });
    expect(told).toHaveLength(1);
    expect(await clearCache(store)).toBe(0);
  });

  test('a call whose worker died before it could tell has its own result: it did what can be undone', async () => {
    const { worker } = workers();
    await worker().through(
      CALL,
      host(() => Promise.resolve('done')),
    );
    expect(
      await worker().through(
        CALL,
        host(() => expect.unreachable('called')),
      ),
    ).toEqual({ data: 'done', cached: false });
  });

  test('no param lies in the store in clear', async () => {
    const { worker, store } = workers();
    await worker().through(
      { ...CALL, params: { token: 'hush' } },
      host(() => Promise.resolve('done')),
    );
    const kept = await store.collection({ name: 'cache' }).list();
    expect(kept.documents).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain('hush');
  });
});

describe('equal calls at one time', () => {
  test('one is made, the others wait for it', async () => {
    const { worker, store } = workers();
    let calls = 0;
    const make = async () => {
      calls += 1;
      await delay(20);
      return calls;
    };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => worker().through({ ...CALL, path: `each[${index}]` }, host(make))),
    );
    expect(answers.map(({ data }) => data)).toEqual(Array.from({ length: 20 }, () => 1));
    expect(answers.filter(({ cached }) => !cached)).toHaveLength(1);
    expect(await cacheFigures(store)).toEqual([{ definition: 'orders', action: 'shop.price', hits: 19, misses: 1 }]);
  });

  test('when it fails, the next one makes it', async () => {
    const { worker } = workers();
    let calls = 0;
    const make = () => ((calls += 1) === 1 ? Promise.reject(new Error('broken')) : Promise.resolve('made'));
    const [first, second] = await Promise.allSettled([
      worker().through(CALL, host(make)),
      worker().through({ ...CALL, path: 'other' }, host(make)),
    ]);
    expect(first.status).toBe('rejected');
    expect(second).toMatchObject({ status: 'fulfilled', value: { data: 'made', cached: false } });
  });

  test('a maker that died is waited for no longer than its lease, and not at all by its own next attempt', async () => {
    const { worker, clock } = workers();
    const every = () => () => Promise.resolve();
    await dying(worker(), CALL, every);
    let waits = 0;
    const answer = await worker().through(
      { ...CALL, path: 'other' },
      host(() => Promise.resolve('made'), {
        every,
        wait: () => {
          waits += 1;
          clock.now += 100;
          return Promise.resolve();
        },
      }),
    );
    expect(answer.data).toBe('made');
    expect([waits, clock.now]).toEqual([100, 10_000]);
    await dying(worker(), { ...CALL, params: 2 }, every);
    const own = host(() => Promise.resolve('own'), { every, wait: () => expect.unreachable('waited') });
    expect((await worker().through({ ...CALL, params: 2 }, own)).data).toBe('own');
  });

  test('a maker at work keeps its lease; one that lost it writes nothing over the other result', async () => {
    const { worker, clock } = workers();
    let renew: () => Promise<void> = () => expect.unreachable('no renewal was asked for');
    const every: NonNullable<CacheHost['every']> = (_ms, act) => {
      renew = act;
      return () => Promise.resolve();
    };
    let finish: (data: unknown) => void = () => undefined;
    const slow = worker().through(
      CALL,
      host(
        () =>
          new Promise((resolve) => {
            finish = resolve;
          }),
        { every },
      ),
    );
    await delay(1);
    clock.now = 9_000;
    await renew();
    clock.now = 18_000;
    const none: NonNullable<CacheHost['every']> = () => () => Promise.resolve();
    const other = { ...CALL, path: 'other' };
    const given = host(() => expect.unreachable('called'), { every: none, wait: () => Promise.reject(new Error('it waits')) });
    await expect(worker().through(other, given)).rejects.toThrow('it waits');
    clock.now = 19_000;
    expect(
      (
        await worker().through(
          other,
          host(() => Promise.resolve('quick'), { every: none }),
        )
      ).data,
    ).toBe('quick');
    finish('slow');
    expect((await slow).data).toBe('slow');
    expect((await worker().through({ ...CALL, path: 'third' }, given)).data).toBe('quick');
  });
});

test('clearing: all, or of a definition or an action', async () => {
  const { worker, store } = workers();
  const keep = (definition: string, action: string) =>
    worker().through(
      { ...CALL, action, spec: { ...SPEC, definition } },
      host(() => Promise.resolve(1)),
    );
  await keep('orders', 'price');
  await keep('orders', 'stock');
  await keep('refunds', 'price');
  expect(await clearCache(store, { action: 'shop.stock' })).toBe(1);
  expect(await clearCache(store, { definition: 'orders' })).toBe(1);
  expect(await clearCache(store)).toBe(1);
  expect(await cacheFigures(store)).toHaveLength(3);
});

test('when the store is away calls are made, and that is told once', async () => {
  const away = () => Promise.reject(new Error('away'));
  const results = { spec: { name: 'cache' }, get: away, put: away, delete: away, list: away, count: away };
  const { worker, told } = workers({ ...memoryStore(), collection: () => results, increment: away });
  const cache = worker();
  const make = () => Promise.resolve('made');
  expect(await cache.through(CALL, host(make))).toEqual({ data: 'made', cached: false });
  expect(await cache.through(CALL, host(make))).toEqual({ data: 'made', cached: false });
  expect(told).toHaveLength(1);
});
