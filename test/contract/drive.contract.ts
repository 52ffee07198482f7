import { describe, expect, it } from 'vitest';

import type { DriveProvider } from '../../activities/targets/drive/provider.ts';
import { effect, refusal } from './effect.ts';

/** What every Drive provider does; `files` gives the content of each file by its path. */
export function driveContract(open: () => { readonly provider: DriveProvider; files(): Promise<Readonly<Record<string, string>>> }): void {
  const file = (name: string, text: string, folder = 'Invoices/2025') => ({
    name,
    folder,
    content: Buffer.from(text),
    contentType: 'application/pdf',
  });

  describe('drive provider', () => {
    it('files a document once for each key', async () => {
      const { provider, files } = open();
      const first = await provider.create(file('a.pdf', 'one'), effect('a'));
      expect(first).toEqual({
        fileId: expect.any(String) as string,
        name: 'a.pdf',
        folder: 'Invoices/2025',
        webViewLink: expect.any(String) as string,
        size: 3,
        contentType: 'application/pdf',
      });
      expect(await provider.create(file('a.pdf', 'one'), effect('a'))).toEqual(first);
      expect(await files()).toEqual({ 'Invoices/2025/a.pdf': 'one' });
    });

    it('never replaces another document of that name', async () => {
      const { provider, files } = open();
      const both = await Promise.all([
        provider.create(file('a.pdf', 'one'), effect('a')),
        provider.create(file('a.pdf', 'two'), effect('b')),
      ]);
      expect(new Set(both.map(({ fileId }) => fileId)).size).toBe(2);
      expect(Object.values(await files()).sort()).toEqual(['one', 'two']);
    });

    it('deletes what it filed, and only that', async () => {
      const { provider, files } = open();
      const { fileId } = await provider.create(file('a.pdf', 'one'), effect('a'));
      await provider.delete(fileId, effect('a~rollback'));
      await provider.create(file('a.pdf', 'two'), effect('b'));
      // Called again after the place was given to another.
      await provider.delete(fileId, effect('later'));
      expect(Object.values(await files())).toEqual(['two']);
      expect(await refusal(provider.delete('nope', effect('x')))).toMatchObject({ code: 'NotFound' });
    });
  });
}
