import { pathToFileURL } from 'node:url';

import { digest, type DataFolder } from '../local/data-folder.ts';
import { JsonDocument } from '../local/json-document.ts';
import { notFound } from '../not-found.ts';
import type { NewPage, NotionProvider } from './provider.ts';

interface Page extends NewPage {
  readonly idempotencyKey: string;
  readonly id: string;
  readonly createdAt: string;
  readonly archived: boolean;
}

/** Keeps pages in `notion/pages.json`; archived ones stay, marked. */
export function localNotion(folder: DataFolder): NotionProvider {
  const document = new JsonDocument<{ readonly pages: readonly Page[] }>(folder, folder.path('notion', 'pages.json'), { pages: [] });
  return {
    async createPage(fields, { idempotencyKey, signal }) {
      const { id, title, databaseId } = await document.update(({ pages }) => {
        const before = pages.find((page) => page.idempotencyKey === idempotencyKey);
        if (before !== undefined) return { result: before };
        const page: Page = { idempotencyKey, id: digest(idempotencyKey), createdAt: new Date().toISOString(), archived: false, ...fields };
        return { next: { pages: [...pages, page] }, result: page };
      }, signal);
      return { id, title, databaseId, url: `${pathToFileURL(document.path).href}#${id}` };
    },
    async archivePage(pageId, { signal }) {
      await document.update(({ pages }) => {
        if (!pages.some(({ id }) => id === pageId)) throw notFound('page', pageId);
        return { next: { pages: pages.map((page) => (page.id === pageId ? { ...page, archived: true } : page)) }, result: undefined };
      }, signal);
    },
  };
}
