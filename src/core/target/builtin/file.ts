import * as z from 'zod';
import type { TargetSpec } from '../target.ts';
import { optional } from './parts.ts';

const path = z.string().min(1).describe('Below the files folder.');
const to = z.string().min(1).describe('Below the files folder; replaced when it exists.');
const content = z.unknown().describe('Text as it is, a file reference as its bytes, anything else as JSON.');
const encoding = optional(z.enum(['utf8', 'base64'])).describe('Of a text content. Default: utf8.');
const pathOnly = z.object({ path: z.string() });

export const fileSpec = {
  name: 'file',
  description: 'Files below one folder.',
  actions: {
    read: {
      description: 'Reads a file.',
      params: z.strictObject({
        path,
        encoding: optional(z.enum(['utf8', 'base64', 'file'])).describe(
          'file gives a file reference. Default: utf8, or base64 when it is not valid UTF-8.',
        ),
      }),
      result: z.object({ path: z.string(), content: z.unknown(), encoding: z.enum(['utf8', 'base64', 'file']), size: z.number() }),
      idempotent: true,
    },
    write: {
      description: 'Writes a file, replacing what is there; folders are made.',
      params: z.strictObject({ path, content, encoding }),
      result: pathOnly,
      idempotent: true,
    },
    append: {
      description: 'Adds to the end of a file, which is made when absent.',
      params: z.strictObject({ path, content, encoding }),
      result: pathOnly,
      idempotent: true,
    },
    copy: { description: 'Copies a file.', params: z.strictObject({ path, to }), result: pathOnly, idempotent: true },
    move: { description: 'Moves or renames a file or folder.', params: z.strictObject({ path, to }), result: pathOnly, idempotent: true },
    delete: {
      description: 'Deletes a file or an empty folder; what is not there is deleted already.',
      params: z.strictObject({ path }),
      result: pathOnly,
      idempotent: true,
    },
    list: {
      description: 'Lists a folder, sorted by name.',
      params: z.strictObject({ path: optional(z.string()).describe('Default: the files folder itself.') }),
      result: z.object({
        entries: z.array(z.object({ path: z.string(), size: z.number(), type: z.enum(['file', 'directory', 'link', 'other']) })),
      }),
      idempotent: true,
    },
  },
} as const satisfies TargetSpec;
