import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { tempFolder } from '../../test/helpers/temp-folder.ts';
import { isFileRef, PayloadFiles } from './payload-files.ts';
import { PayloadFolder } from './payload-folder.ts';

it('keeps each content once, under its hash, and gives it back', async () => {
  const data = tempFolder();
  const files = new PayloadFiles(new PayloadFolder(data));
  const bytes = new Uint8Array(5_000_000).map((_zero, index) => index % 251);
  const [first, second] = await Promise.all([files.write('a.bin', bytes, 'application/pdf'), files.write('b.bin', bytes)]);
  const hash = createHash('sha256').update(bytes).digest('hex');
  expect(first).toEqual({ $file: `sha256:${hash}`, name: 'a.bin', size: 5_000_000, contentType: 'application/pdf' });
  expect(second).toEqual({ $file: `sha256:${hash}`, name: 'b.bin', size: 5_000_000 });
  expect(readdirSync(join(data, 'payloads', 'files'))).toEqual([hash]);
  expect(Buffer.compare(await new PayloadFiles(new PayloadFolder(data)).read(first), bytes)).toBe(0);
  expect(isFileRef(first)).toBe(true);
});

it('reads nothing that is not in it', async () => {
  const files = new PayloadFiles(new PayloadFolder(tempFolder()));
  const ref = (file: string) => ({ $file: file, name: 'x', size: 1 });
  await expect(files.read(ref('sha256:../../etc/passwd'))).rejects.toMatchObject({ code: 'InvalidValue' });
  await expect(files.read(ref(`sha256:${'0'.repeat(64)}`))).rejects.toMatchObject({
    code: 'NotFound',
    hint: expect.stringContaining('--data') as string,
  });
  expect(isFileRef(ref('sha256:../x'))).toBe(false);
  expect(isFileRef(null)).toBe(false);
});
