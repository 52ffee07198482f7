import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { FolderWatch } from './watch-folders.ts';

let folder: string;
let watch: FolderWatch;
let changed: Promise<void>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
  changed = new Promise((resolve) => {
    watch = new FolderWatch(resolve);
  });
});
afterEach(() => {
  watch.close();
  rmSync(folder, { recursive: true });
});

it('tells of a file that is written', async () => {
  watch.set(new Set([folder]));
  writeFileSync(join(folder, 'a'), '');
  await expect(changed).resolves.toBeUndefined();
});

it('watches a folder that is added later', async () => {
  const sub = join(folder, 'sub');
  mkdirSync(sub);
  watch.set(new Set([folder]));
  watch.set(new Set([sub]));
  writeFileSync(join(sub, 'a'), '');
  await expect(changed).resolves.toBeUndefined();
});
