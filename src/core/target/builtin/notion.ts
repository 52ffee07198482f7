import * as z from 'zod';
import type { TargetSpec } from '../target.ts';
import { optional, text } from './parts.ts';

export const notionSpec = {
  name: 'notion',
  description: 'Pages in a database.',
  actions: {
    create_task: {
      description: 'Adds a page.',
      params: z.strictObject({
        title: text,
        content: optional(text),
        databaseId: optional(z.string()).describe('Default: tasks.'),
        properties: optional(z.record(z.string(), z.unknown())),
      }),
      result: z.object({ id: z.string(), url: z.string(), title: z.string(), databaseId: z.string() }),
      idempotent: true,
    },
    archive_page: {
      description: 'Archives a page; undoes create_task.',
      params: z.strictObject({ pageId: z.string() }),
      result: z.object({ pageId: z.string(), archived: z.boolean() }),
      idempotent: true,
    },
  },
} as const satisfies TargetSpec;
