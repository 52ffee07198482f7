import { fork } from 'node:child_process';
import { once } from 'node:events';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openStore } from '../../../src/storage/open-store.ts';
import { ABSENT, type Store } from '../../../src/storage/store.ts';
import { newName, type Subject } from './subject.ts';
import { addByCompareAndSet, type WriterTask } from './writer.ts';

const WRITERS = 8;
const ROUNDS = 50;

export function concurrencyContract(subject: Subject): void {
  describe(`${WRITERS} writers`, () => {
    let stores: readonly Store[] = [];

    beforeAll(async () => {
      const url = await subject.url();
      // What lives in one process has one connection for all.
      const opened = await openStore(url);
      stores = await Promise.all(
        Array.from({ length: WRITERS }, async (_, index) => (index === 0 || url === 'memory:' ? opened : openStore(url))),
      );
    });
    afterAll(() => Promise.all(stores.map((store) => store.close())));

    it('that compare and set lose nothing', async () => {
      const spec = { name: newName(), indexes: ['n'] };
      await Promise.all(stores.map((store) => addByCompareAndSet(store, spec, ROUNDS)));
      const documents = stores[0]?.collection<{ n: number }>(spec);
      expect((await documents?.get('sum'))?.value).toEqual({ n: WRITERS * ROUNDS });
      expect(await documents?.count({ n: WRITERS * ROUNDS })).toBe(1);
      expect((await documents?.list({ orderBy: 'n' }))?.documents).toHaveLength(1);
    }, 60_000);

    it('that add to one counter count exactly, and see each value once', async () => {
      const counter = newName();
      const seen = await Promise.all(stores.map((store) => Promise.all(Array.from({ length: ROUNDS }, () => store.increment(counter)))));
      expect(seen.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: WRITERS * ROUNDS }, (_, index) => index + 1));
    }, 60_000);

    it('that all want to be first: one is', async () => {
      const spec = { name: newName(), indexes: ['who'] };
      for (let round = 0; round < 20; round += 1) {
        const wins = await Promise.all(
          stores.map((store, who) => store.collection(spec).put(`lease${round}`, { who }, { expected: ABSENT })),
        );
        expect(wins.filter((win) => win !== undefined)).toHaveLength(1);
      }
    }, 60_000);

    it('of one document leave it with the entries of the last', async () => {
      const spec = { name: newName(), indexes: ['v'] };
      await Promise.all(
        stores.map(async (store, who) => {
          for (let round = 0; round < 20; round += 1) await store.collection(spec).put('a', { v: [`v${who}`, `v${round % 3}`] });
        }),
      );
      const documents = stores[0]?.collection<{ v: readonly string[] }>(spec);
      const last = new Set((await documents?.get('a'))?.value.v);
      for (let v = 0; v < 10; v += 1) expect(await documents?.count({ v: `v${v}` })).toBe(last.has(`v${v}`) ? 1 : 0);
    }, 60_000);
  });

  describe('processes', () => {
    it('share a store: compare-and-set and counters are exact between them', async () => {
      const url = await subject.url();
      if (url === 'memory:') return expect((await openStore(url)).url).toBe('memory:');
      const spec = { name: newName(), indexes: ['n'] };
      const task: WriterTask = { url, spec, rounds: ROUNDS, counter: newName() };
      const codes = await Promise.all(Array.from({ length: 4 }, () => writerProcess(task)));
      expect(codes).toEqual([0, 0, 0, 0]);
      const store = await openStore(url);
      expect((await store.collection(spec).get('sum'))?.value).toEqual({ n: 4 * ROUNDS });
      expect(await store.increment(task.counter, 0)).toBe(4 * ROUNDS);
      await store.close();
    }, 120_000);
  });
}

async function writerProcess(task: WriterTask): Promise<unknown> {
  const child = fork(new URL('writer-process.ts', import.meta.url), [JSON.stringify(task)], { execArgv: ['--import', 'tsx'] });
  const [code] = (await once(child, 'exit')) as [unknown];
  return code;
}
