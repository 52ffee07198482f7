import { afterEach, describe, expect, it, vi } from 'vitest';

import { ABSENT } from '../../../src/storage/store.ts';
import { openBefore } from './open.ts';
import { newName, type Subject } from './subject.ts';

export function documentContract(subject: Subject): void {
  const store = openBefore(subject);
  const collection = (indexes: readonly string[] = []) => store().collection<unknown>({ name: newName(), indexes });

  describe('documents', () => {
    afterEach(() => vi.useRealTimers());

    it('are there after put, and gone after delete', async () => {
      const documents = collection();
      expect(await documents.get('a')).toBeUndefined();
      const put = await documents.put('a', { n: 1 });
      expect(put).toEqual({ key: 'a', value: { n: 1 }, revision: expect.any(String) as string });
      expect(await documents.get('a')).toEqual(put);
      expect(await documents.delete('a')).toBe(true);
      expect(await documents.get('a')).toBeUndefined();
      expect(await documents.delete('a')).toBe(false);
    });

    it('of two collections are apart', async () => {
      const [one, other] = [collection(), collection()];
      await one.put('a', 1);
      expect(await other.get('a')).toBeUndefined();
      expect(await other.count()).toBe(0);
    });

    it.each([
      ['numbers', [0, -1.5, 1e300, 5e-324, Number.MAX_SAFE_INTEGER, 0.1 + 0.2]],
      ['texts', ['', 'é', '😀', '\0', '\u{10FFFF}', '\ud800', '"\\\n', "'; drop table x; --"]],
      ['null and booleans', [null, true, false]],
      ['hostile fields', JSON.parse('{"__proto__":{"x":1},"constructor":1,"$where":"1","a.b":2,"$set":{"y":1},"":0}')],
      ['the order of fields', JSON.parse('{"b":1,"a":2,"10":3,"9":4}')],
      ['depth', JSON.parse(`${'[{"a":'.repeat(40)}null${'}]'.repeat(40)}`)],
    ])('come back as they were: %s', async (_what, value) => {
      const documents = collection();
      await documents.put('a', value);
      expect(JSON.stringify((await documents.get('a'))?.value)).toBe(JSON.stringify(value));
      expect(JSON.stringify((await documents.list()).documents[0]?.value)).toBe(JSON.stringify(value));
    });

    it('may have 1 MB', async () => {
      const documents = collection(['size']);
      const value = { size: 1, text: 'é€😀x'.repeat(100_000) };
      await documents.put('big', value);
      expect((await documents.get('big'))?.value).toEqual(value);
    });

    it('have a new revision with every write, also of the same value', async () => {
      const documents = collection();
      const revisions = new Set<string | undefined>();
      for (let round = 0; round < 5; round += 1) revisions.add((await documents.put('a', 1))?.revision);
      await documents.delete('a');
      revisions.add((await documents.put('a', 1))?.revision);
      expect(revisions.size).toBe(6);
    });

    it('are written once when they must be absent', async () => {
      const documents = collection();
      expect(await documents.put('a', 1, { expected: ABSENT })).toBeDefined();
      expect(await documents.put('a', 2, { expected: ABSENT })).toBeUndefined();
      expect((await documents.get('a'))?.value).toBe(1);
    });

    it('are written and deleted only with the revision that was read', async () => {
      const documents = collection(['n']);
      const first = await documents.put('a', { n: 1 });
      const second = await documents.put('a', { n: 2 }, { expected: first?.revision ?? '' });
      expect(second?.value).toEqual({ n: 2 });
      expect(await documents.put('a', { n: 3 }, { expected: first?.revision ?? '' })).toBeUndefined();
      expect(await documents.put('b', { n: 3 }, { expected: first?.revision ?? '' })).toBeUndefined();
      expect(await documents.delete('a', { expected: first?.revision ?? '' })).toBe(false);
      expect(await documents.count({ n: 2 })).toBe(1);
      expect(await documents.count({ n: 3 })).toBe(0);
      expect(await documents.delete('a', { expected: second?.revision ?? '' })).toBe(true);
    });

    it('with a ttl are never seen after it', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      const documents = collection(['n']);
      const put = await documents.put('a', { n: 1 }, { ttl: 1_000 });
      expect(put?.expires).toBe(Date.now() + 1_000);
      await documents.put('b', { n: 1 });
      vi.setSystemTime(Date.now() + 999);
      expect(await documents.get('a')).toEqual(put);
      expect(await documents.count({ n: 1 })).toBe(2);
      vi.setSystemTime(Date.now() + 1);
      expect(await documents.get('a')).toBeUndefined();
      expect(await documents.count()).toBe(1);
      expect(await documents.count({ n: 1 })).toBe(1);
      expect((await documents.list({ orderBy: 'n' })).documents.map(({ key }) => key)).toEqual(['b']);
      expect((await documents.list({ where: { n: 1 } })).documents.map(({ key }) => key)).toEqual(['b']);
      expect(await documents.delete('a')).toBe(false);
      expect(await documents.put('a', { n: 2 }, { expected: put?.revision ?? '' })).toBeUndefined();
      expect(await documents.put('a', { n: 3 }, { expected: ABSENT })).toMatchObject({ value: { n: 3 } });
      expect(await documents.count({ n: 1 })).toBe(1);
    });

    it('written again without a ttl stay', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      const documents = collection();
      await documents.put('a', 1, { ttl: 1_000 });
      await documents.put('a', 2);
      vi.setSystemTime(Date.now() + 5_000);
      expect(await documents.get('a')).toMatchObject({ value: 2 });
    });

    it('that have expired are taken out by later writes, and live ones are not', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      const documents = collection(['n']);
      for (let index = 0; index < 20; index += 1) await documents.put(`k${index}`, { n: index }, { ttl: index < 10 ? 1_000 : 3_600_000 });
      vi.setSystemTime(Date.now() + 60_000);
      await documents.put('later', { n: 99 });
      // Back in time nothing is expired: what is not seen any more was taken out.
      vi.setSystemTime(Date.now() - 60_000);
      expect(await documents.count()).toBe(11);
      expect((await documents.list({ orderBy: 'n', limit: 1 })).documents.map(({ key }) => key)).toEqual(['k10']);
    });
  });

  describe('counters', () => {
    afterEach(() => vi.useRealTimers());

    it('begin at 0 and give their new value', async () => {
      const counter = newName();
      expect(await store().increment(counter)).toBe(1);
      expect(await store().increment(counter, 41)).toBe(42);
      expect(await store().increment(counter, -2)).toBe(40);
      expect(await store().increment(counter, 0)).toBe(40);
    });

    it('begin again after their ttl, which counts from the first addition', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      const counter = newName();
      expect(await store().increment(counter, 5, { ttl: 1_000 })).toBe(5);
      vi.setSystemTime(Date.now() + 900);
      expect(await store().increment(counter, 5, { ttl: 1_000 })).toBe(10);
      vi.setSystemTime(Date.now() + 100);
      expect(await store().increment(counter, 5, { ttl: 1_000 })).toBe(5);
    });

    it('are listed by name', async () => {
      const prefix = newName();
      for (const name of ['b', 'a', 'ü']) await store().increment(`${prefix}${name}`, 2);
      const counters = await store().counters({ after: prefix, limit: 2 });
      expect(counters).toEqual([
        { name: `${prefix}a`, value: 2 },
        { name: `${prefix}b`, value: 2 },
      ]);
      expect((await store().counters({ after: `${prefix}b` }))[0]).toEqual({ name: `${prefix}ü`, value: 2 });
    });
  });

  describe('the store', () => {
    it('names the collections that hold documents, with their indexes', async () => {
      const [full, emptied] = [collection(['b', 'a']), collection()];
      await full.put('a', {});
      await emptied.put('a', {});
      await emptied.delete('a');
      const names = await store().names();
      expect(names).toContain(full.spec.name);
      expect(names).not.toContain(emptied.spec.name);
      expect(names).toEqual(names.toSorted());
      expect(await store().specs()).toContainEqual({ name: full.spec.name, indexes: ['a', 'b'] });
    });

    it('finds documents by an index that was declared after they were written', async () => {
      const name = newName();
      await store().collection({ name }).put('old', { n: 1 });
      const later = store().collection({ name, indexes: ['n'] });
      await later.put('new', { n: 1 });
      expect((await later.list({ where: { n: 1 } })).documents.map(({ key }) => key)).toEqual(['new', 'old']);
      // A process of the older release keeps the index.
      await store().collection({ name }).put('older', { n: 1 });
      expect(await later.count({ n: 1 })).toBe(3);
    });

    it('tells its health', async () => {
      const health = await store().health();
      expect(health).toMatchObject({ schema: 1, version: expect.stringMatching(/\d+\.\d+/) as string });
      expect(health.latency).toBeGreaterThan(0);
    });
  });
}
