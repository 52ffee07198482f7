import { randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { ABSENT, type Collection, type Store, type Stored } from '../storage/store.ts';
import { readSecretKeys, SecretKeys } from './secret-keys.ts';
import { SecretVault } from './secret-vault.ts';

/** Just enough of a store. */
class Documents implements Pick<Store, 'collection'> {
  readonly documents = new Map<string, Stored<unknown>>();
  #revision = 0;

  collection<T>(spec: Collection<T>['spec']): Collection<T> {
    const { documents } = this;
    return {
      spec,
      get: (key) => Promise.resolve(documents.get(key) as Stored<T> | undefined),
      put: (key, value, { expected } = {}) => {
        if (expected !== undefined && expected !== (documents.get(key)?.revision ?? ABSENT)) return Promise.resolve(undefined);
        const stored: Stored<T> = { key, value, revision: String((this.#revision += 1)) };
        documents.set(key, stored);
        return Promise.resolve(stored);
      },
      delete: (key) => Promise.resolve(documents.delete(key)),
      list: ({ cursor = '' } = {}) => {
        const [next] = [...documents.keys()].sort().filter((key) => key > cursor);
        const found = next === undefined ? undefined : documents.get(next);
        return Promise.resolve(found === undefined ? { documents: [] } : { documents: [found as Stored<T>], next: found.key });
      },
      count: () => Promise.resolve(documents.size),
    };
  }
}

const OLD = randomBytes(32).toString('base64');
const NEW = randomBytes(32).toString('hex');
const NOW = Date.UTC(2026, 0, 1);

function vault(keys: string, documents = new Documents()): { readonly vault: SecretVault; readonly documents: Documents } {
  return { vault: new SecretVault(documents, new SecretKeys(keys, 'test')), documents };
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('the vault', () => {
  it('gives what was set, and keeps nothing that can be read', async () => {
    const { vault: secrets, documents } = vault(OLD);
    await secrets.set('TOKEN', 'hünter2-hunter2', NOW);
    await secrets.set('TWIN', 'hünter2-hunter2', NOW);
    expect(await secrets.get('TOKEN')).toBe('hünter2-hunter2');
    expect(await secrets.get('OTHER')).toBeUndefined();
    const dump = JSON.stringify([...documents.documents]);
    for (const trace of ['hunter2', Buffer.from('hünter2-hunter2').toString('base64'), OLD]) expect(dump).not.toContain(trace);
    const [one, two] = [...documents.documents.values()].map(({ value }) => (value as { sealed: { data: string } }).sealed.data);
    expect(one).not.toBe(two);
  });

  it('tells names and dates, and forgets', async () => {
    const { vault: secrets } = vault(OLD);
    await secrets.set('B', 'b', NOW);
    await secrets.set('A', 'a', NOW);
    expect(await all(secrets.list())).toEqual([
      { name: 'A', changedAt: new Date(NOW), current: true },
      { name: 'B', changedAt: new Date(NOW), current: true },
    ]);
    expect([await secrets.delete('A'), await secrets.delete('A'), await secrets.get('A')]).toEqual([true, false, undefined]);
  });

  it.each([
    ['a b', 'x'],
    ['../A', 'x'],
    ['A', ''],
    ['A', 'x'.repeat(64 * 1024 + 1)],
  ])('refuses %j with %#', async (name, value) => {
    await expect(vault(OLD).vault.set(name, value, NOW)).rejects.toMatchObject({ code: 'InvalidValue' });
  });

  it('is opened by no other key, and says which it was', async () => {
    const { vault: secrets, documents } = vault(OLD);
    await secrets.set('TOKEN', 'x', NOW);
    await expect(vault(NEW, documents).vault.get('TOKEN')).rejects.toMatchObject({ class: 'auth', message: /under another key/ });
  });

  it('notices changed data, and data that was moved to another name', async () => {
    const { vault: secrets, documents } = vault(OLD);
    await secrets.set('TOKEN', 'x', NOW);
    const stored = documents.documents.get('TOKEN') as Stored<unknown>;
    documents.documents.set('ADMIN', { ...stored, key: 'ADMIN' });
    await expect(secrets.get('ADMIN')).rejects.toMatchObject({ message: /changed by somebody else/ });
    const { sealed } = stored.value as { sealed: object };
    documents.documents.set('TOKEN', { ...stored, value: { changedAt: NOW, sealed: { ...sealed, data: 'AAAA' } } });
    await expect(secrets.get('TOKEN')).rejects.toMatchObject({ message: /changed by somebody else/ });
  });

  it('is sealed anew with the first key, while both open', async () => {
    const { vault: before, documents } = vault(OLD);
    for (const name of ['A', 'B', 'C']) await before.set(name, `value of ${name}`, NOW);
    const { vault: both } = vault(`${NEW}, ${OLD}`, documents);
    await both.set('B', 'newer', NOW);
    expect((await all(both.list())).map(({ current }) => current)).toEqual([false, true, false]);
    expect(await both.rotate()).toBe(2);
    expect(await both.rotate()).toBe(0);
    const { vault: after } = vault(NEW, documents);
    expect([await after.get('A'), await after.get('B'), await after.get('C')]).toEqual(['value of A', 'newer', 'value of C']);
  });
});

describe('keys', () => {
  it('come from the environment', () => {
    expect(readSecretKeys({})).toBeUndefined();
    expect(readSecretKeys({ STEPWRIGHT_SECRET_KEY: OLD })?.id).toBe(new SecretKeys(OLD, 'x').id);
  });

  it.each(['short', `${OLD},short`, ' , '])('that are none are refused without being quoted: %j', (text) => {
    expect(() => new SecretKeys(text, 'the test')).toThrow(
      expect.objectContaining({ code: 'InvalidValue', message: expect.not.stringContaining('short') as string }),
    );
  });
});
