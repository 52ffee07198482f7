import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { openStore } from '../../../src/storage/open-store.ts';
import { ABSENT, type CollectionSpec, type ListOptions, type Store } from '../../../src/storage/store.ts';
import { openBefore } from './open.ts';
import { newName, type Subject } from './subject.ts';

const key = fc.constantFrom('a', 'b', 'ab', 'é', '😀', '\ufffd');
const text = fc.constantFrom('', 'x', 'y', 'xy', '\0', '\u0001', '1', '😀', '\ufffd');
const value = fc.record({
  t: fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.constantFrom(null, true, false, undefined)),
  n: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
});

/** The revision that is expected: none, absent, the one that is there, or one that never was. */
const expectation = fc.constantFrom('any', 'absent', 'current', 'stale');

const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('put' as const), key, value, expectation }) },
  fc.record({ do: fc.constant('delete' as const), key, expectation }),
  fc.record({ do: fc.constant('get' as const), key }),
  fc.record({ do: fc.constant('add' as const), key, by: fc.integer({ min: -5, max: 5 }) }),
  fc.record({ do: fc.constant('count' as const), where: fc.record({ t: text }, { requiredKeys: [] }) }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('list' as const),
      where: fc.record({ t: fc.oneof(text, fc.constant(null)), n: fc.integer({ min: -3, max: 3 }) }, { requiredKeys: [] }),
      order: fc.oneof(
        fc.record({ orderBy: fc.constant('key'), from: key, to: key }, { requiredKeys: ['orderBy'] }),
        fc.record(
          { orderBy: fc.constant('n'), from: fc.integer({ min: -3, max: 3 }), to: fc.double({ noNaN: true, noDefaultInfinity: true }) },
          { requiredKeys: ['orderBy'] },
        ),
        fc.record({ orderBy: fc.constant('t'), from: text, to: text }, { requiredKeys: ['orderBy'] }),
      ),
      descending: fc.boolean(),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
);

type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

export function modelContract(subject: Subject): void {
  const store = openBefore(subject);

  describe('any sequence of calls', () => {
    it('gives what the memory store gives', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
          const spec = { name: newName(), indexes: ['t', 'n'] };
          const model = await openStore('memory:');
          for (const each of actions) expect(await answer(store(), spec, each)).toEqual(await answer(model, spec, each));
        }),
        { numRuns: 60 },
      );
    }, 120_000);
  });
}

/** What a caller sees, without revisions, which differ. */
async function answer(store: Store, spec: CollectionSpec, act: Action): Promise<unknown> {
  const documents = store.collection<unknown>(spec);
  const expected = async (): Promise<{ expected?: string }> => {
    if (!('expectation' in act) || act.expectation === 'any') return {};
    if (act.expectation === 'current') return { expected: (await documents.get(act.key))?.revision ?? ABSENT };
    return { expected: act.expectation };
  };
  if (act.do === 'put') return (await documents.put(act.key, act.value, await expected()))?.value ?? 'refused';
  if (act.do === 'delete') return documents.delete(act.key, await expected());
  if (act.do === 'get') return (await documents.get(act.key))?.value;
  if (act.do === 'add') return store.increment(`${spec.name}${act.key}`, act.by);
  if (act.do === 'count') return documents.count(act.where);
  return pages(store, spec, { ...act.order, where: act.where, descending: act.descending, limit: act.limit });
}

async function pages(store: Store, spec: CollectionSpec, options: ListOptions): Promise<unknown> {
  const all = [];
  let next: string | undefined;
  do {
    const page: Awaited<ReturnType<ReturnType<Store['collection']>['list']>> = await store
      .collection(spec)
      .list({ ...options, ...(next === undefined ? {} : { cursor: next }) });
    all.push(page.documents.map(({ key, value }) => [key, value]));
    next = page.next;
  } while (next !== undefined);
  return all;
}
