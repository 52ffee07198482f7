import { describe, expect, it } from 'vitest';

import { openBefore } from './open.ts';
import { newName, type Subject } from './subject.ts';

const HOSTILE = [
  '__proto__',
  'constructor',
  '$where',
  "'; drop table stepwright_documents; --",
  '"',
  '\\',
  '../../etc/passwd',
  '%',
  '_',
  '*',
  'a:b',
  '{x}',
  ' ',
  '\n',
  '\r\n',
  '\u0001',
  '\u{7f}',
  'é',
  'e\u0301',
  '😀',
  'absent',
  '0',
  'x'.repeat(1_536),
];

export function hostileContract(subject: Subject): void {
  const store = openBefore(subject);

  describe('hostile names', () => {
    it('are keys like any other', async () => {
      const documents = store().collection<unknown>({ name: newName(), indexes: ['v'] });
      for (const key of HOSTILE) await documents.put(key, { v: key.slice(0, 1_000) });
      for (const key of HOSTILE) {
        expect((await documents.get(key))?.key).toBe(key);
        expect((await documents.list({ where: { v: key.slice(0, 1_000) } })).documents.map((found) => found.key)).toEqual([key]);
        expect(await documents.put(key, { v: 'again' }, { expected: 'absent' })).toBeUndefined();
      }
      expect(await documents.count()).toBe(HOSTILE.length);
      for (const key of HOSTILE) expect(await documents.delete(key)).toBe(true);
      expect(await documents.count()).toBe(0);
      expect({}).not.toHaveProperty('v');
    });

    it('are counters like any other', async () => {
      for (const key of HOSTILE) expect(await store().increment(key, 3)).toBe(3);
      for (const key of HOSTILE) expect(await store().increment(key)).toBe(4);
    });

    it.each([
      ['nothing', ''],
      ['NUL', 'a\0b'],
      ['half of a pair', 'a\ud800'],
      ['too long', 'é'.repeat(769)],
    ])('are refused clearly when a backend could not keep them: %s', async (_what, key) => {
      const documents = store().collection({ name: newName() });
      const refused = { code: 'InvalidValue', class: 'validation', hint: expect.any(String) as string };
      await expect(documents.put(key, 1)).rejects.toMatchObject(refused);
      await expect(documents.get(key)).rejects.toMatchObject(refused);
      await expect(documents.delete(key)).rejects.toMatchObject(refused);
      await expect(store().increment(key)).rejects.toMatchObject(refused);
    });

    it.each([
      ['no JSON', undefined, 'InvalidValue'],
      ['an object in an index', { v: {} }, 'InvalidValue'],
      ['numbers in a list of an index', { v: [1] }, 'InvalidValue'],
      ['a long text in an index', { v: 'x'.repeat(1_025) }, 'InvalidValue'],
      ['too large', { text: 'x'.repeat(15_000_000) }, 'PayloadTooLarge'],
    ])('documents are refused before anything is written: %s', async (_what, value, code) => {
      const documents = store().collection<unknown>({ name: newName(), indexes: ['v'] });
      await expect(documents.put('a', value)).rejects.toMatchObject({ code });
      expect(await documents.get('a')).toBeUndefined();
    });

    it('of collections, indexes and ttls are refused', async () => {
      for (const name of ['', 'A', 'a-b', '__proto__', '1a', 'x'.repeat(49)])
        expect(() => store().collection({ name })).toThrow(expect.objectContaining({ code: 'InvalidValue' }));
      for (const index of ['', 'a.b', '$a', '__proto__', 'key'])
        expect(() => store().collection({ name: 'a', indexes: [index] })).toThrow(expect.objectContaining({ code: 'InvalidValue' }));
      for (const ttl of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
        await expect(store().collection({ name: newName() }).put('a', 1, { ttl })).rejects.toMatchObject({ code: 'InvalidValue' });
      await expect(store().increment('a', 0.5)).rejects.toMatchObject({ code: 'InvalidValue' });
    });
  });
}
