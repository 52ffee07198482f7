import { describe, expect, it } from 'vitest';

import type { NotionProvider } from '../../activities/targets/notion/provider.ts';
import { effect, refusal } from './effect.ts';

/** What every Notion provider does; `titles` gives the pages that are not archived. */
export function notionContract(open: () => { readonly provider: NotionProvider; titles(): Promise<readonly string[]> }): void {
  const page = (title: string) => ({ title, content: 'c', databaseId: 'tasks', properties: { Duration: '60 minutes' } });

  describe('notion provider', () => {
    it('adds a page once for each key', async () => {
      const { provider, titles } = open();
      const first = await provider.createPage(page('one'), effect('a'));
      expect(first).toEqual({
        id: expect.any(String) as string,
        url: expect.stringContaining(first.id) as string,
        title: 'one',
        databaseId: 'tasks',
      });
      expect(await provider.createPage(page('one'), effect('a'))).toEqual(first);
      await provider.createPage(page('two'), effect('b'));
      expect(await titles()).toEqual(['one', 'two']);
    });

    it('archives a page, twice if asked to', async () => {
      const { provider, titles } = open();
      const { id } = await provider.createPage(page('one'), effect('a'));
      await provider.archivePage(id, effect('a~rollback'));
      await provider.archivePage(id, effect('a~rollback'));
      expect(await titles()).toEqual([]);
      expect(await refusal(provider.archivePage('nope', effect('x')))).toMatchObject({ code: 'NotFound' });
    });
  });
}
