import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { payloadHash, type KeptPayload, type PayloadStore } from '../../src/files/payload-store.ts';
import { payloadsOf } from '../../src/records/payloads.ts';
import { StoredPayloads } from '../../src/records/stored-payloads.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const LARGE = new Uint8Array(5_000_000).map((_zero, index) => (index * 7) % 251);

async function listed(payloads: PayloadStore): Promise<readonly KeptPayload[]> {
  const found: KeptPayload[] = [];
  for await (const payload of payloads.list()) found.push(payload);
  return found;
}

describe.each([
  ['folder', () => new PayloadFolder(tempFolder())],
  [
    'store',
    () => {
      const store = memoryStore();
      return new StoredPayloads(() => Promise.resolve(store));
    },
  ],
] as const)('payloads in a %s', (where, open) => {
  it.each([0, 1, 384 * 1024, 384 * 1024 + 1, LARGE.byteLength])('come back as they were: %d bytes', async (size) => {
    const payloads: PayloadStore = open();
    const hash = await payloads.write('values', LARGE.subarray(0, size));
    expect(hash).toBe(payloadHash(LARGE.subarray(0, size)));
    expect(Buffer.compare((await payloads.read('values', hash)) ?? Buffer.from('gone'), LARGE.subarray(0, size))).toBe(0);
    expect(await payloads.read('files', hash)).toBeUndefined();
    expect(await listed(payloads)).toMatchObject([{ area: 'values', hash, size, where }]);
  });

  it('are kept once, however many write them at once', async () => {
    const payloads: PayloadStore = open();
    const hashes = await Promise.all(Array.from({ length: 8 }, (_, i) => payloads.write('files', LARGE, { runId: `run-${i}` })));
    expect(new Set(hashes).size).toBe(1);
    expect(await listed(payloads)).toHaveLength(1);
  });

  it('stay when they were written again since they were listed', async () => {
    const payloads: PayloadStore = open();
    const hash = await payloads.write('values', LARGE);
    const [before] = await listed(payloads);
    if (before === undefined) throw new Error('nothing is listed');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await payloads.write('values', LARGE);
    expect(await payloads.delete(before)).toBe(false);
    expect(await payloads.read('values', hash)).toBeDefined();
    const [after] = await listed(payloads);
    expect(after && (await payloads.delete(after))).toBe(true);
    expect(await payloads.read('values', hash)).toBeUndefined();
    expect(after && (await payloads.delete(after))).toBe(false);
    expect(await payloads.write('values', LARGE)).toBe(hash);
    expect(await payloads.read('values', hash)).toBeDefined();
  });
});

describe('a store', () => {
  it('holds documents of at most 512 KiB, and none of a payload that was deleted', async () => {
    const store = memoryStore();
    const payloads = new StoredPayloads(() => Promise.resolve(store));
    await Promise.all([payloads.write('files', LARGE), payloads.write('files', LARGE)]);
    const chunks = store.collection<{ readonly base64: string }>({ name: 'payload_chunks' });
    const { documents } = await chunks.list();
    expect(documents).toHaveLength(Math.ceil(LARGE.byteLength / (384 * 1024)));
    expect(Math.max(...documents.map(({ value }) => value.base64.length))).toBeLessThanOrEqual(512 * 1024);
    for (const payload of await listed(payloads)) await payloads.delete(payload);
    expect(await chunks.count()).toBe(0);
    expect(await store.collection({ name: 'payload_writes' }).count()).toBe(0);
  });

  it('says so when a chunk was changed or lost', async () => {
    const store = memoryStore();
    const payloads = new StoredPayloads(() => Promise.resolve(store));
    const hash = await payloads.write('files', LARGE);
    const chunks = store.collection<{ readonly base64: string }>({ name: 'payload_chunks' });
    const [first, second] = (await chunks.list()).documents;
    await chunks.put(first?.key ?? '', { base64: 'AAAA' });
    await expect(payloads.read('files', hash)).rejects.toMatchObject({ code: 'StoreDamaged' });
    await chunks.put(first?.key ?? '', first?.value ?? { base64: '' });
    expect(await payloads.read('files', hash)).toBeDefined();
    await chunks.delete(second?.key ?? '');
    await expect(payloads.read('files', hash)).rejects.toMatchObject({ code: 'StoreDamaged' });
  });

  it('is swept of what a killed writer left, a day later', async () => {
    const store = memoryStore();
    let now = 0;
    const payloads = new StoredPayloads(
      () => Promise.resolve(store),
      () => now,
    );
    const hash = await payloads.write('values', LARGE);
    const begun = store.collection({ name: 'payload_writes' });
    const chunks = store.collection({ name: 'payload_chunks' });
    const whole = await chunks.count();
    await begun.put('killed', { write: 'killed', chunks: 2, begunAt: now });
    await chunks.put('killed/0', { base64: '' });
    expect(await payloads.sweep()).toBe(0);
    now = 24 * 60 * 60 * 1000;
    expect(await payloads.sweep()).toBe(1);
    expect(await chunks.count()).toBe(whole);
    expect(await payloads.read('values', hash)).toBeDefined();
  });

  it('remembers the last runs that wrote a payload, and their namespaces', async () => {
    const store = memoryStore();
    const payloads = new StoredPayloads(() => Promise.resolve(store));
    for (let i = 0; i < 25; i += 1) await payloads.write('values', LARGE, { runId: `run-${i}`, namespace: 'default' });
    const [kept] = await listed(payloads);
    expect(kept?.runs).toHaveLength(20);
    expect(kept?.runs[0]).toBe('run-24');
    expect(kept?.namespaces).toEqual(['default']);
  });
});

it('a store on a server takes the payloads, and those that lie in the folder are still read', async () => {
  const dataDir = tempFolder();
  const older = await new PayloadFolder(dataDir).write('files', LARGE);
  const store = memoryStore();
  const payloads = payloadsOf({ dataDir, store: 'redis://127.0.0.1:1/0' }, () => Promise.resolve(store));
  const hash = await payloads.write('files', LARGE.subarray(1));
  expect(await payloads.read('files', older)).toBeDefined();
  expect((await listed(payloads)).map((kept) => [kept.hash, kept.where])).toEqual([
    [hash, 'store'],
    [older, 'folder'],
  ]);
});

it.each(['sqlite:store.db', 'memory:'])('with %s they lie in the data folder, and no store is opened', async (store) => {
  const dataDir = tempFolder();
  const payloads = payloadsOf({ dataDir, store }, () => Promise.reject(new Error('opened')));
  const hash = await payloads.write('values', LARGE);
  expect(await new PayloadFolder(dataDir).read('values', hash)).toBeDefined();
});

it('a changed file of the folder is not taken for what was written', async () => {
  const dataDir = tempFolder();
  mkdirSync(join(dataDir, 'payloads', 'files'), { recursive: true });
  const hash = payloadHash(LARGE);
  writeFileSync(join(dataDir, 'payloads', 'files', hash), 'other');
  await expect(new PayloadFolder(dataDir).read('files', hash)).rejects.toMatchObject({ code: 'StoreDamaged' });
});
