import { join } from 'node:path';

import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';

import { checkStore } from '../../../src/storage/check.ts';
import { copyStore } from '../../../src/storage/copy.ts';
import { exportLines } from '../../../src/storage/export.ts';
import { checkExport, importExport } from '../../../src/storage/import.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { recordsOf } from '../../../src/storage/records.ts';
import type { Store } from '../../../src/storage/store.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const ORDERS = { name: 'orders', indexes: ['at', 'tags'] };

async function open(url: string): Promise<Store> {
  const store = await openStore(url);
  onTestFinished(() => store.close());
  return store;
}

async function filled(url = 'memory:'): Promise<Store> {
  const store = await open(url);
  const orders = store.collection<unknown>(ORDERS);
  for (let n = 0; n < 1_200; n += 1) await orders.put(`o${n}`, { at: n, tags: ['all', n % 2 === 0 ? 'even' : 'odd'] });
  await orders.put('__proto__', JSON.parse('{"__proto__":{"x":1},"text":"é😀\\u0000\\ud800"}'));
  await store.collection({ name: 'leases' }).put('short', 1, { ttl: 3_600_000 });
  await store.increment('invoices', 41);
  await store.increment('nothing', 0);
  return store;
}

async function everything(store: Store): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const record of recordsOf(store, await store.specs()))
    all.push(JSON.stringify({ ...record, expires: record.expires === undefined ? 0 : Math.round(record.expires / 10_000) }));
  return all;
}

async function exported(store: Store): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of exportLines(store)) lines.push(line.slice(0, -1));
  return lines;
}

async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

describe('an export', () => {
  it('holds everything, and an import gives it back with its indexes', async () => {
    const store = await filled();
    const lines = await exported(store);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ format: 'stepwright-store', schema: 1, counts: { orders: 1_201, leases: 1 } });
    const other = await open(`sqlite:${join(tempFolder(), 'store.db')}`);
    expect(await importExport(other, () => linesOf(lines), { emptied: false })).toEqual({ documents: 1_202, counters: 1 });
    expect(await everything(other)).toEqual(await everything(store));
    expect(await other.collection(ORDERS).count({ tags: 'odd' })).toBe(600);
    expect(await other.increment('invoices')).toBe(42);
    expect(await checkStore(other)).toMatchObject({ problems: [] });
  });

  it.each([
    ['a changed value', (lines: string[]) => lines.with(5, lines[5]?.replace('"all"', '"alI"') ?? ''), 'line 6'],
    ['a line that was cut', (lines: string[]) => lines.with(7, lines[7]?.slice(0, 20) ?? ''), 'line 8'],
    ['a missing line', (lines: string[]) => lines.toSpliced(9, 1), 'line 1204'],
    ['a line twice', (lines: string[]) => lines.toSpliced(9, 0, lines[9] ?? ''), 'line 1206'],
    ['a missing end', (lines: string[]) => lines.slice(0, -1), 'cut off'],
    ['a missing begin', (lines: string[]) => lines.slice(1), 'line 1'],
    ['something behind the end', (lines: string[]) => [...lines, '{}'], 'line 1206'],
    ['nothing', () => [], 'line 1'],
    ['a newer version', (lines: string[]) => lines.with(0, lines[0]?.replace('"version":1', '"version":2') ?? ''), 'version 2'],
  ])('is refused as a whole, with the place: %s', async (_what, damage, where) => {
    const lines = damage([...(await exported(await filled()))]);
    const other = await open('memory:');
    await other.collection({ name: 'kept' }).put('a', 1);
    const refused = { code: 'StoreDamaged', message: expect.stringContaining(where) as string };
    await expect(checkExport(() => linesOf(lines))).rejects.toMatchObject(refused);
    await expect(importExport(other, () => linesOf(lines), { emptied: true })).rejects.toMatchObject(refused);
    expect(await other.names()).toEqual(['kept']);
  });

  it('is added to what is there; a counter never goes back', async () => {
    const lines = await exported(await filled());
    const other = await open('memory:');
    await other.collection({ name: 'kept' }).put('a', 1);
    await other.increment('invoices', 100);
    await importExport(other, () => linesOf(lines), { emptied: false });
    expect(await other.names()).toEqual(['kept', 'leases', 'orders']);
    expect(await other.increment('invoices', 0)).toBe(100);
  });

  it('that is restored leaves nothing else', async () => {
    const store = await filled();
    const other = await open('memory:');
    await other.collection({ name: 'gone' }).put('a', 1);
    await other.increment('invoices', 100);
    await other.increment('gone', 100);
    await importExport(
      other,
      async function* () {
        yield* await exported(store);
      },
      { emptied: true },
    );
    expect(await everything(other)).toEqual(await everything(store));
  });
});

describe('a copy', () => {
  it('makes another store hold the same, and nothing else', async () => {
    const store = await filled(`sqlite:${join(tempFolder(), 'store.db')}`);
    const other = await open('memory:');
    await other.collection({ name: 'gone' }).put('a', 1);
    expect(await copyStore(store, other)).toEqual({ documents: 1_202, counters: 1 });
    expect(await everything(other)).toEqual(await everything(store));
  });
});

describe('a check', () => {
  async function checkAfter(...statements: readonly string[]) {
    const file = join(tempFolder(), 'store.db');
    const store = await filled(`sqlite:${file}`);
    const database = new Database(file);
    for (const statement of statements) database.exec(statement);
    database.close();
    return checkStore(store);
  }

  it('finds nothing in a sound store', async () => {
    expect(await checkAfter()).toEqual({ collections: 2, documents: 1_202, problems: [] });
  });

  it('names documents that are not JSON, and reads on', async () => {
    const { documents, problems } = await checkAfter(
      `update stepwright_documents set json = '{"at":' where key in ('o1', 'o1199', 'o999')`,
    );
    expect(documents).toBe(1_199);
    expect(problems.filter(({ key }) => key !== undefined)).toEqual(
      ['o1', 'o1199', 'o999'].map((key) => ({ collection: 'orders', key, problem: 'is not JSON' })),
    );
  });

  it('finds entries that are missing, and those that are of another document', async () => {
    const missing = await checkAfter(
      `delete from stepwright_entries where field = 'at' and key = 'o7'`,
      `delete from stepwright_entries where field = 'tags' and key = 'o8'`,
    );
    expect(missing.problems).toContainEqual({
      collection: 'orders',
      key: 'o7',
      index: 'at',
      problem: 'is not where it belongs in the order of the index',
    });
    expect(missing.problems).toContainEqual({
      collection: 'orders',
      index: 'tags',
      problem: 'finds 599 documents with "even", and 600 have it',
    });
    const wrong = await checkAfter(`update stepwright_documents set json = '{"at":5000}' where key = 'o7'`);
    expect(wrong.problems.map(({ index }) => index)).toEqual(expect.arrayContaining(['at', 'tags']));
  });
});
