import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openStore } from '../../src/storage/open-store.ts';
import { Shell } from '../e2e/cli-process.ts';

let shell: Shell;
beforeAll(async () => {
  shell = new Shell();
  const store = await openStore(`sqlite:${join(shell.folder, 'a.db')}`);
  await store.collection({ name: 'orders', indexes: ['n'] }).put('one', { n: 1 });
  await store.increment('invoices', 7);
  await store.close();
});
afterAll(() => shell.close());

describe('stepwright store', { timeout: 60_000 }, () => {
  it('backs up, restores, copies and checks', async () => {
    expect(await shell.run('store', 'backup', 'a.jsonl', '--store', 'sqlite:a.db')).toMatchObject({
      code: 0,
      stdout: '✔ a.jsonl: 1 documents, 1 counters\n',
    });
    expect(await shell.run('store', 'restore', 'a.jsonl', '--store', 'sqlite:b.db')).toMatchObject({ code: 0 });
    const refused = await shell.run('store', 'restore', 'a.jsonl', '--store', 'sqlite:b.db');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') as string });
    expect(await shell.run('store', 'restore', 'a.jsonl', '--store', 'sqlite:b.db', '--yes')).toMatchObject({ code: 0 });
    expect(await shell.run('store', 'copy', 'sqlite:c.db', '--store', 'sqlite:b.db')).toMatchObject({ code: 0 });
    const { stdout } = await shell.run('store', 'check', '--store', 'sqlite:c.db', '--json');
    expect(JSON.parse(stdout)).toEqual({ collections: 1, documents: 1, problems: [] });
  });

  it('imports nothing of a damaged file, and says where it is damaged', async () => {
    await shell.run('store', 'export', 'd.jsonl', '--store', 'sqlite:a.db');
    const file = join(shell.folder, 'd.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"n":1', '"n":2'));
    const { code, stderr } = await shell.run('store', 'import', 'd.jsonl', '--store', 'sqlite:d.db');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('line 2 of the export was changed') as string });
    expect(await shell.run('store', 'check', '--store', 'sqlite:d.db')).toMatchObject({
      stdout: '✔ 0 documents in 0 collections, 0 problems\n',
    });
  });

  it('tells its health from the data folder, and exits with 3 when the store is away', async () => {
    const { stdout } = await shell.run('store', 'health', '--data', 'data', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      backend: 'sqlite',
      schema: 1,
      url: expect.stringMatching(/^sqlite:.*store\.db$/) as string,
    });
    const away = await shell.run('store', 'health', '--store', 'redis://:hidden@127.0.0.1:1');
    expect(away.code).toBe(3);
    expect(away.stderr).toContain('StoreUnavailable');
    expect(away.stderr).not.toContain('hidden');
  });
});
