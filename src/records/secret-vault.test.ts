import { randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { DocumentStore } from '../storage/document-store.ts';
import { MemoryBackend } from '../storage/memory/memory-backend.ts';
import type { Collection, Json, Stored } from '../storage/store.ts';
import { readSecretKeys, SecretKeys } from './secret-keys.ts';
import { SecretVault } from './secret-vault.ts';

const OLD = randomBytes(32).toString('base64');
const NEW = randomBytes(32).toString('hex');
const NOW = Date.UTC(2026, 0, 1);

interface Opened {
  readonly vault: SecretVault;
  readonly store: DocumentStore;
  /** The documents as they are kept. */
  readonly raw: Collection<Readonly<Record<string, Json>>>;
}

function opened(keys: string, store = new DocumentStore('memory:', new MemoryBackend())): Opened {
  return { vault: new SecretVault(store, new SecretKeys(keys, 'test')), store, raw: store.collection({ name: 'secrets' }) };
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('the vault', () => {
  it('gives what was set, and keeps nothing that can be read', async () => {
    const { vault, raw } = opened(OLD);
    await vault.set('TOKEN', 'hünter2-hunter2', NOW);
    await vault.set('TWIN', 'hünter2-hunter2', NOW);
    expect(await vault.get('TOKEN')).toBe('hünter2-hunter2');
    expect(await vault.get('OTHER')).toBeUndefined();
    const { documents } = await raw.list();
    const dump = JSON.stringify(documents);
    for (const trace of ['hunter2', Buffer.from('hünter2-hunter2').toString('base64'), OLD]) expect(dump).not.toContain(trace);
    const [one, two] = documents.map(({ value }) => (value['sealed'] as { data: string }).data);
    expect(one).not.toBe(two);
  });

  it('tells names and dates, and forgets', async () => {
    const { vault } = opened(OLD);
    await vault.set('B', 'b', NOW);
    await vault.set('A', 'a', NOW);
    expect(await all(vault.list())).toEqual([
      { name: 'A', changedAt: new Date(NOW), current: true },
      { name: 'B', changedAt: new Date(NOW), current: true },
    ]);
    expect([await vault.delete('A'), await vault.delete('A'), await vault.get('A')]).toEqual([true, false, undefined]);
  });

  it.each([
    ['a b', 'x'],
    ['../A', 'x'],
    ['A', ''],
    ['A', 'x'.repeat(64 * 1024 + 1)],
  ])('refuses %j with %#', async (name, value) => {
    await expect(opened(OLD).vault.set(name, value, NOW)).rejects.toMatchObject({ code: 'InvalidValue' });
  });

  it('is opened by no other key, and says which it was', async () => {
    const { vault, store } = opened(OLD);
    await vault.set('TOKEN', 'x', NOW);
    const refused = opened(NEW, store).vault.get('TOKEN');
    await expect(refused).rejects.toMatchObject({ class: 'auth', message: expect.stringContaining('under another key') as string });
  });

  it('notices changed data, and data that was moved to another name', async () => {
    const { vault, raw } = opened(OLD);
    await vault.set('TOKEN', 'x', NOW);
    const { value } = (await raw.get('TOKEN')) as Stored<Readonly<Record<string, Json>>>;
    await raw.put('ADMIN', value);
    await raw.put('TOKEN', { ...value, sealed: { ...(value['sealed'] as object), data: 'AAAA' } });
    for (const name of ['ADMIN', 'TOKEN'])
      await expect(vault.get(name)).rejects.toMatchObject({ message: expect.stringContaining('changed by somebody else') as string });
  });

  it('is sealed anew with the first key, while both open', async () => {
    const { vault: before, store } = opened(OLD);
    for (const name of ['A', 'B', 'C']) await before.set(name, `value of ${name}`, NOW);
    const { vault: both } = opened(`${NEW}, ${OLD}`, store);
    await both.set('B', 'newer', NOW);
    expect((await all(both.list())).map(({ current }) => current)).toEqual([false, true, false]);
    expect(await both.rotate()).toBe(2);
    expect(await both.rotate()).toBe(0);
    const { vault: after } = opened(NEW, store);
    expect([await after.get('A'), await after.get('B'), await after.get('C')]).toEqual(['value of A', 'newer', 'value of C']);
  });

  it('has more secrets than one page', async () => {
    const { vault } = opened(OLD);
    for (let index = 0; index < 120; index += 1) await vault.set(`S${index}`, 'x', NOW);
    expect(await all(vault.list())).toHaveLength(120);
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
