import * as z from 'zod';
import type { TargetSpec } from '../target.ts';
import { content, optional } from './parts.ts';

export const driveSpec = {
  name: 'drive',
  description: 'Files in folders.',
  actions: {
    file_document: {
      description: 'Files a document. Without a folder it goes where its type or name says: INVOICE to Invoices/<year>.',
      params: z.strictObject({
        name: z.string().min(1),
        content: optional(content).describe('Text, a file reference, or { base64 }. Default: empty.'),
        type: optional(z.string()).describe('INVOICE, REPORT, ORDER, CONTRACT, RECEIPT or one of your own.'),
        folder: optional(z.string()).describe('Path such as Projects/Acme.'),
        contentType: optional(z.string()),
        description: optional(z.string()),
      }),
      result: z.object({
        fileId: z.string(),
        name: z.string(),
        folder: z.string(),
        webViewLink: z.string(),
        size: z.number(),
        contentType: z.string(),
      }),
      idempotent: true,
    },
    delete_file: {
      description: 'Deletes a file; undoes file_document.',
      params: z.strictObject({ fileId: z.string() }),
      result: z.object({ fileId: z.string(), deleted: z.boolean() }),
      idempotent: true,
    },
  },
} as const satisfies TargetSpec;
