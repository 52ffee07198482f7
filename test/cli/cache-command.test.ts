import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Cache } from '../../src/records/cache.ts';
import { Outage } from '../../src/records/outage.ts';
import { openStore, storeIn } from '../../src/storage/open-store.ts';
import { Shell } from '../e2e/cli-process.ts';

let shell: Shell;
beforeAll(async () => {
  shell = new Shell();
  const store = await openStore(storeIn(join(shell.folder, '.stepwright')));
  const cache = new Cache(store, { outage: new Outage((error) => expect.unreachable(String(error))) });
  const call = (definition: string, action: string, path: string) =>
    cache.through(
      { spec: { scope: 'definition', definition, ttl: 3_600_000 }, target: 'shop', action, params: {}, runId: 'r', path, stepId: 's' },
      { make: () => Promise.resolve(1), wait: () => expect.unreachable('waited') },
    );
  for (const path of ['a', 'b', 'c', 'd']) await call('quotes', 'price', path);
  await call('orders', 'stock', 'a');
  await store.close();
});
afterAll(() => shell.close());

describe('stepwright cache', { timeout: 60_000 }, () => {
  it('shows hits, misses and their rate by definition and action, and of all', async () => {
    const { code, stdout } = await shell.run('cache', 'stats');
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.trim().split(/\s{2,}/))).toEqual([
      ['DEFINITION', 'ACTION', 'HITS', 'MISSES', 'RATE'],
      ['orders', 'shop.stock', '0', '1', '0 %'],
      ['quotes', 'shop.price', '3', '1', '75 %'],
      ['all', '3', '2', '60 %'],
      [''],
    ]);
    const one = await shell.run('cache', 'stats', '--definition', 'quotes', '--json');
    expect(JSON.parse(one.stdout)).toEqual({ definition: 'quotes', action: 'shop.price', hits: 3, misses: 1, rate: 0.75 });
  });

  it('forgets what it is asked to', async () => {
    expect((await shell.run('cache', 'clear', '--action', 'shop.price', '--json')).stdout).toBe('{"cleared":1}\n');
    expect((await shell.run('cache', 'clear')).stderr).toContain('✔ 1 result forgotten');
    expect((await shell.run('cache', 'stats', '--json')).stdout.trim().split('\n')).toHaveLength(2);
  });

  it('says so when nothing was looked up', async () => {
    const { code, stdout, stderr } = await shell.run('cache', 'stats', '--action', 'shop.none');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: 'nothing was looked up in the cache\n' });
  });
});
