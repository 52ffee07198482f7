import { extname } from 'node:path';

import type { FileAccess, FileRef } from '../../src/core/target/target.ts';
import { isFileRef } from '../../src/files/payload-files.ts';

export interface Content {
  readonly bytes: Uint8Array;
  readonly contentType?: string;
}

/** Bytes of a content that is text, a file reference or `{ base64 }`. */
export async function contentOf(
  value: string | number | boolean | FileRef | { readonly base64: string },
  files: FileAccess,
): Promise<Content> {
  if (isFileRef(value))
    return { bytes: await files.read(value), ...(value.contentType === undefined ? {} : { contentType: value.contentType }) };
  if (typeof value === 'object') return { bytes: Buffer.from(value.base64, 'base64') };
  return { bytes: Buffer.from(String(value)) };
}

const TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.md': 'text/markdown',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.yaml': 'application/yaml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.zip': 'application/zip',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Content type by a file's ending. */
export function contentTypeOf(name: string): string {
  return TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
}
