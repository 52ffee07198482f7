import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What half-written files are called until they are whole. */
export const DRAFT_PREFIX = '.stepwright-draft-';

/** Writes a file so that it is there whole or not at all, also when the process is killed. Makes its folder. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  const draft = join(folder, `${DRAFT_PREFIX}${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(draft, content, { flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
