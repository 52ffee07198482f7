import { beforeAll, describe, expect, it } from 'vitest';

import type { Collection } from '../../../src/storage/store.ts';
import { openBefore } from './open.ts';
import { keysOf, newName, type Subject } from './subject.ts';

const MANY = 10_000;

export function listingContract(subject: Subject): void {
  const store = openBefore(subject);

  describe('listing', () => {
    it('is by key, compared by code points', async () => {
      const documents = store().collection({ name: newName() });
      // By UTF-16 units the emoji would come before U+FFFD.
      const keys = ['A', 'a', 'a ', 'aa', 'b', '\u{7f}', 'Ä', 'ä', '日', '\ufffd', '😀', '😀a', '\u{10FFFF}'];
      for (const key of keys.toReversed()) await documents.put(key, 1);
      expect((await documents.list()).documents.map(({ key }) => key)).toEqual(keys);
      expect((await documents.list({ descending: true })).documents.map(({ key }) => key)).toEqual(keys.toReversed());
      expect((await documents.list({ from: 'aa', to: '日' })).documents.map(({ key }) => key)).toEqual(['aa', 'b', '\u{7f}', 'Ä', 'ä']);
    });

    it('is by a field of numbers, then by key; documents without one are left out', async () => {
      const documents = store().collection({ name: newName(), indexes: ['n'] });
      const numbers = [-1e300, -2, -1.5, -0.001, 0, 5e-324, 1, 2, 10, 1e21];
      for (const [index, n] of numbers.toReversed().entries()) await documents.put(`k${index}`, { n });
      await documents.put('z', { n: 1 });
      await documents.put('none', {});
      await documents.put('null', { n: null });
      const page = await documents.list({ orderBy: 'n' });
      expect(page.documents.map(({ value }) => (value as { n: number }).n)).toEqual([...numbers, 1].toSorted((a, b) => a - b));
      expect((await documents.list({ orderBy: 'n', from: 1, to: 10 })).documents.map(({ key }) => key)).toEqual(['k3', 'z', 'k2']);
      expect(
        (await documents.list({ orderBy: 'n', descending: true, limit: 2 })).documents.map(({ value }) => (value as { n: number }).n),
      ).toEqual([1e21, 10]);
    });

    it('is by a field of texts in both directions, page by page', async () => {
      const documents = store().collection({ name: newName(), indexes: ['at'] });
      for (let index = 0; index < 30; index += 1) await documents.put(`k${String(index).padStart(2, '0')}`, { at: `t${index % 4}` });
      const expected = Array.from({ length: 30 }, (_, index) => ({ at: index % 4, key: `k${String(index).padStart(2, '0')}` }))
        .toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
        .map(({ key }) => key);
      const list = (descending: boolean) => (cursor?: string) =>
        documents.list({ orderBy: 'at', limit: 7, descending, ...(cursor === undefined ? {} : { cursor }) });
      expect(await keysOf(list(false))).toEqual(expected);
      expect(await keysOf(list(true))).toEqual(expected.toReversed());
    });

    it('finds by values of every kind, each for itself', async () => {
      const documents = store().collection({ name: newName(), indexes: ['v', 'w'] });
      const values = [1, '1', true, 'true', null, 'null', 0, false, '', -1, 'a\0b', 'a\u0001b', ['x', 'y', 'x'], ['y', '1'], []];
      for (const [index, v] of values.entries()) await documents.put(`k${index}`, { v, w: index % 2 === 0 });
      await documents.put('none', { w: true });
      const found = async (v: string | number | boolean | null, w?: boolean) =>
        (await documents.list({ where: { v, ...(w === undefined ? {} : { w }) } })).documents.map(({ key }) => key).join(' ');
      expect(await found(1)).toBe('k0');
      expect(await found('1')).toBe('k1 k13');
      expect(await found('1', true)).toBe('');
      expect(await found('1', false)).toBe('k1 k13');
      expect(await found(true)).toBe('k2');
      expect(await found(null)).toBe('k4');
      expect(await found('')).toBe('k8');
      expect(await found('a\0b')).toBe('k10');
      expect(await found('a\u0001b')).toBe('k11');
      expect(await found('x')).toBe('k12');
      expect(await found('y')).toBe('k12 k13');
      expect(await found('y', true)).toBe('k12');
      expect(await documents.count({ v: 'y' })).toBe(2);
      expect(await documents.count()).toBe(values.length + 1);
      expect((await documents.list({ orderBy: 'v', from: '' })).documents.map(({ key }) => key)).toEqual([
        'k8',
        'k1',
        'k10',
        'k11',
        'k5',
        'k3',
      ]);
    });

    it('finds by old values no more', async () => {
      const documents = store().collection({ name: newName(), indexes: ['v'] });
      await documents.put('a', { v: ['x', 'y'] });
      await documents.put('a', { v: ['y', 'z'] });
      await documents.put('b', { v: 'z' });
      await documents.delete('b');
      expect([await documents.count({ v: 'x' }), await documents.count({ v: 'y' }), await documents.count({ v: 'z' })]).toEqual([0, 1, 1]);
    });

    it('takes conditions, order, bounds and pages together', async () => {
      const documents = store().collection({ name: newName(), indexes: ['status', 'at'] });
      for (let at = 0; at < 50; at += 1) await documents.put(`k${at}`, { at, status: at % 3 === 0 ? 'open' : 'done' });
      const keys = await keysOf((cursor) =>
        documents.list({
          where: { status: 'open' },
          orderBy: 'at',
          from: 10,
          to: 40,
          descending: true,
          limit: 3,
          ...(cursor === undefined ? {} : { cursor }),
        }),
      );
      expect(keys).toEqual(['k39', 'k36', 'k33', 'k30', 'k27', 'k24', 'k21', 'k18', 'k15', 'k12']);
    });

    it('refuses what was not declared, and cursors of other lists', async () => {
      const documents = store().collection({ name: newName(), indexes: ['a'] });
      for (let index = 0; index < 3; index += 1) await documents.put(`k${index}`, { a: index });
      const { next = '' } = await documents.list({ limit: 1 });
      expect(next).not.toBe('');
      const refused = { code: 'InvalidValue' };
      await expect(documents.list({ where: { b: 1 } })).rejects.toMatchObject(refused);
      await expect(documents.list({ orderBy: 'b' })).rejects.toMatchObject(refused);
      await expect(documents.list({ cursor: 'nonsense' })).rejects.toMatchObject(refused);
      await expect(documents.list({ cursor: next, orderBy: 'a' })).rejects.toMatchObject(refused);
      await expect(documents.list({ limit: 1_001 })).rejects.toMatchObject(refused);
      await expect(documents.list({ limit: 0 })).rejects.toMatchObject(refused);
    });
  });

  describe(`${MANY} documents`, () => {
    let documents: Collection<{ readonly n: number; readonly half: boolean }>;

    beforeAll(async () => {
      documents = store().collection({ name: newName(), indexes: ['n', 'half'] });
      for (let start = 0; start < MANY; start += 50) {
        await Promise.all(
          Array.from({ length: 50 }, (_, index) => documents.put(keyOf(start + index), { n: MANY - start - index, half: index % 2 === 0 })),
        );
      }
    }, 120_000);

    it('are paged by key and by field, each once', async () => {
      const all = Array.from({ length: MANY }, (_, index) => keyOf(index));
      expect(await keysOf((cursor) => documents.list({ limit: 1_000, ...(cursor === undefined ? {} : { cursor }) }))).toEqual(all);
      expect(await keysOf((cursor) => documents.list({ orderBy: 'n', limit: 999, ...(cursor === undefined ? {} : { cursor }) }))).toEqual(
        all.toReversed(),
      );
      expect(await documents.count()).toBe(MANY);
      expect(await documents.count({ half: true })).toBe(MANY / 2);
    }, 60_000);

    it('are listed while others are written: those nobody touches each once', async () => {
      let writing = true;
      const writer = (async () => {
        for (let round = 0; writing; round += 1) {
          await documents.put(`${keyOf((round * 7919) % MANY)}+`, { n: round, half: true });
          await documents.delete(`${keyOf(((round - 3) * 7919) % MANY)}+`);
        }
      })();
      const keys = await keysOf((cursor) => documents.list({ orderBy: 'n', limit: 500, ...(cursor === undefined ? {} : { cursor }) }));
      writing = false;
      await writer;
      const untouched = keys.filter((key) => !key.endsWith('+'));
      expect(untouched).toHaveLength(MANY);
      expect(new Set(untouched).size).toBe(MANY);
    }, 60_000);
  });
}

function keyOf(index: number): string {
  return `k${String(index).padStart(5, '0')}`;
}
