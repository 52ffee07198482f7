import { describe, expect, test } from 'vitest';

import { memoryStore } from '../../test/helpers/memory-store.ts';
import type { BreakerSpec } from '../core/run/breaker-spec.ts';
import type { Store } from '../storage/store.ts';
import { Breaker, evidenceIn } from './breaker.ts';
import { Outage } from './outage.ts';

const SPEC: BreakerSpec = { key: 'shop', failures: 3, window: 1_000, openFor: 500, probes: 1 };

/** Breakers of several workers on one store, with one clock. */
function workers(store: Store = memoryStore()) {
  const clock = { now: 0 };
  const told: unknown[] = [];
  const worker = () => new Breaker(store, { outage: new Outage((error) => told.push(error)), now: () => clock.now });
  return { clock, told, worker };
}

const call = (id: string, spec = SPEC) => ({ spec, id });

async function fail(breaker: Breaker, id: string, spec = SPEC): Promise<void> {
  await breaker.leave(call(id, spec), await breaker.enter(call(id, spec)), 'failed');
}

describe('a circuit shared by workers', () => {
  test('failures on all of them open it for all of them', async () => {
    const { worker, clock } = workers();
    const [one, two] = [worker(), worker()];
    await fail(one, 'a');
    await fail(two, 'b');
    await fail(one, 'c');
    clock.now = 100;
    await expect(two.enter(call('d'))).rejects.toMatchObject({ code: 'CircuitOpen', class: 'transient', retryAfter: 400 });
    // Another key is another circuit.
    await expect(two.enter(call('d', { ...SPEC, key: 'bank' }))).resolves.toBe('call');
  });

  test('failures at the same moment all count', async () => {
    const { worker } = workers();
    await Promise.all([worker(), worker(), worker()].map((breaker, index) => fail(breaker, `c${index}`)));
    await expect(worker().enter(call('d'))).rejects.toMatchObject({ code: 'CircuitOpen' });
  });

  test('of many that come when its time is over one probes; when that works all pass', async () => {
    const { worker, clock } = workers();
    for (const id of ['a', 'b', 'c']) await fail(worker(), id);
    clock.now = 500;
    const breakers = Array.from({ length: 10 }, worker);
    const entered = await Promise.allSettled(breakers.map((breaker, index) => breaker.enter(call(`p${index}`))));
    const probes = entered.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []));
    expect(probes).toHaveLength(1);
    const [probe = -1] = probes;
    await breakers[probe]?.leave(call(`p${probe}`), 'probe', 'worked');
    await expect(worker().enter(call('d'))).resolves.toBe('call');
  });

  test('a call costs one read while all is well', async () => {
    const store = memoryStore();
    const asked: string[] = [];
    const counting: Store = {
      ...store,
      collection: (spec) => {
        const real = store.collection(spec);
        return new Proxy(real, {
          get: (_, name: 'get') => (asked.push(name), (...args: [string]) => real[name](...args)),
        }) as never;
      },
    };
    const breaker = workers(counting).worker();
    await breaker.leave(call('a'), await breaker.enter(call('a')), 'worked');
    expect(asked).toEqual(['get']);
  });
});

test('when the store is away calls pass, and that is told once', async () => {
  const away = () => Promise.reject(new Error('away'));
  const store = memoryStore();
  const circuits = { spec: { name: 'circuits' }, get: away, put: away, delete: away, list: away, count: away };
  const { worker, told } = workers({ ...store, collection: () => circuits });
  const breaker = worker();
  for (const id of ['a', 'b', 'c', 'd']) await fail(breaker, id);
  expect(told).toHaveLength(1);
});

test.each([
  ['transient', 'failed'],
  ['rate-limited', 'failed'],
  ['timeout', 'failed'],
  ['unknown', 'failed'],
  ['permanent', 'worked'],
  ['validation', 'worked'],
  ['auth', 'worked'],
  ['cancelled', 'nothing'],
] as const)('an error of class %s says: %s', (errorClass, evidence) => {
  expect(evidenceIn({ class: errorClass })).toBe(evidence);
});
