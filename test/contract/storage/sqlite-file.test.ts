import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { openStore } from '../../../src/storage/open-store.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

it('is shared by all who open it in one process, and each closes only its own', async () => {
  const file = join(tempFolder(), 'store.db');
  const [one, other] = await Promise.all([openStore(`sqlite:${file}`), openStore(`sqlite:${file}`)]);
  await one.collection({ name: 'a' }).put('k', 1);
  await one.close();
  await one.close();
  await expect(one.health()).rejects.toMatchObject({ code: 'StoreUnavailable' });
  expect(await other.collection({ name: 'a' }).get('k')).toMatchObject({ value: 1 });
  await other.close();
  const again = await openStore(`sqlite:${file}`);
  expect(await again.names()).toEqual(['a']);
  await again.close();
});

it('that is no database is refused', async () => {
  const file = join(tempFolder(), 'store.db');
  writeFileSync(file, 'something else entirely, and long enough to be read as a header of a file'.repeat(20));
  await expect(openStore(`sqlite:${file}`)).rejects.toMatchObject({
    code: 'StoreDamaged',
    message: expect.stringContaining(file) as string,
  });
});

it('that can not be opened is away', async () => {
  const folder = tempFolder();
  await expect(openStore(`sqlite:${folder}`)).rejects.toMatchObject({ code: 'StoreUnavailable', class: 'transient' });
});
