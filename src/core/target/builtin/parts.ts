import * as z from 'zod';
import type { FileRef } from '../target.ts';

/** Text; a number or boolean that a reference gave is taken as its text. */
export const text = z.union([z.string(), z.number(), z.boolean()]);

/** An optional param: null, which is what a skipped step gives, counts as absent. */
export function optional<T extends z.ZodType>(schema: T) {
  return schema.nullish();
}

/** A file that travels by reference. */
export const fileRef: z.ZodType<FileRef, FileRef> = z
  .strictObject({ $file: z.string(), name: z.string(), size: z.number(), contentType: z.string().exactOptional() })
  .describe('Reference to a file.');

/** Content as text, as a file reference, or as `{ base64 }`. */
export const content = z.union([text, fileRef, z.strictObject({ base64: z.base64() })]);

export const strings = z.array(z.string());
