import { notionSpec } from '../../../src/core/target/builtin/notion.ts';
import type { Target } from '../../../src/core/target/target.ts';
import { implement } from '../implement.ts';
import type { NotionProvider } from './provider.ts';

const DEFAULT_DATABASE = 'tasks';

export function notionTarget(provider: NotionProvider): Target {
  return implement(notionSpec, {
    create_task: ({ title, content, databaseId, properties }, ctx) =>
      provider.createPage(
        { title: String(title), content: String(content ?? ''), databaseId: databaseId ?? DEFAULT_DATABASE, properties: properties ?? {} },
        ctx,
      ),
    async archive_page({ pageId }, ctx) {
      await provider.archivePage(pageId, ctx);
      return { pageId, archived: true };
    },
  });
}
