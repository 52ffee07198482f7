import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What half-written files are called until they are whole. */
export const DRAFT_PREFIX = '.stepwright-draft-';

/**
 * Writes a file so that it is there whole or not at all, also when the process is killed. Makes its folder.
 * @param drafts where a half-written file lies meanwhile. @default beside the file
 */
export async function writeAtomically(path: string, content: string | Uint8Array, drafts?: string): Promise<void> {
  await replaceWith(path, (draft) => writeFile(draft, content, { flag: 'wx' }), drafts);
}

/** As `writeAtomically`, with the content made by `fill` at the path it is given. */
export async function replaceWith(path: string, fill: (draft: string) => Promise<void>, drafts = dirname(path)): Promise<void> {
  const draft = join(drafts, `${DRAFT_PREFIX}${randomUUID()}`);
  await Promise.all([mkdir(dirname(path), { recursive: true }), mkdir(drafts, { recursive: true })]);
  try {
    await fill(draft);
    await rename(draft, path);
  } catch (error) {
    // On another file system nothing can be renamed into place: the draft must lie beside the file.
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV' || drafts === dirname(path)) throw error;
    await replaceWith(path, fill);
  } finally {
    await rm(draft, { force: true });
  }
}
