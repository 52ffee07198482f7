import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { tempFolder } from '../../test/helpers/temp-folder.ts';
import { replaceWith, writeAtomically } from './atomic-write.ts';

it('replaces a file and leaves nothing beside it', async () => {
  const folder = join(tempFolder(), 'a', 'b');
  await writeAtomically(join(folder, 'file'), 'one');
  await writeAtomically(join(folder, 'file'), Buffer.from('two'));
  expect(readdirSync(folder)).toEqual(['file']);
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('two');
});

it('leaves the old file where the new one fails', async () => {
  const folder = tempFolder();
  const [file, drafts] = [join(folder, 'file'), join(folder, 'drafts')];
  await writeAtomically(file, 'one', drafts);
  await expect(replaceWith(file, () => Promise.reject(new TypeError('no')), drafts)).rejects.toThrow('no');
  expect(readFileSync(file, 'utf8')).toBe('one');
  mkdirSync(join(folder, 'taken'));
  await expect(writeAtomically(join(folder, 'taken'), 'x', drafts)).rejects.toMatchObject({ code: 'EISDIR' });
  expect(readdirSync(drafts)).toEqual([]);
});

it.skipIf(!existsSync('/dev/shm'))('writes to another file system', async () => {
  const file = join('/dev/shm', `stepwright-test-${process.pid}`, 'file');
  await writeAtomically(file, 'x', tempFolder());
  expect(readFileSync(file, 'utf8')).toBe('x');
  rmSync(join(file, '..'), { recursive: true });
});
