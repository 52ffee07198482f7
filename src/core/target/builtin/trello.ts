import * as z from 'zod';
import type { TargetSpec } from '../target.ts';
import { optional, strings, text } from './parts.ts';

export const trelloSpec = {
  name: 'trello',
  description: 'Cards on a board.',
  actions: {
    create_task: {
      description: 'Adds a card.',
      params: z.strictObject({
        name: text,
        description: optional(text),
        listId: optional(z.string()).describe('Default: backlog.'),
        labels: optional(strings),
        dueDate: optional(z.string()),
        members: optional(strings),
        position: optional(z.enum(['top', 'bottom'])).describe('Default: bottom.'),
      }),
      result: z.object({ id: z.string(), url: z.string(), name: z.string(), listId: z.string() }),
      idempotent: true,
    },
    delete_card: {
      description: 'Removes a card.',
      params: z.strictObject({ cardId: z.string() }),
      result: z.object({ cardId: z.string(), deleted: z.boolean() }),
      idempotent: true,
    },
  },
} as const satisfies TargetSpec;
