import { lstat, mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, posix, sep, win32 } from 'node:path';

import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';

/** A place below the root, checked. */
export interface SafePath {
  /** As the caller wrote it, tidied: `a/b.txt`. Empty for the root. */
  readonly path: string;
  /** Where it really is, every link on the way resolved; its last part need not exist. */
  readonly absolute: string;
}

/**
 * Where a path of a definition leads. Nothing leads out of the root: no `..`, no absolute path, no link, whether the place exists or not.
 * @throws StepwrightError `PathRefused`
 */
export async function safePath(root: string, path: string): Promise<SafePath> {
  const tidy = checked(path);
  await mkdir(root, { recursive: true });
  const top = await realpath(root);
  const absolute = await resolveLinks(join(top, tidy), top, path);
  if (absolute !== top && !absolute.startsWith(top + sep)) throw refuse(path, 'a link leads out of the files folder');
  return { path: tidy, absolute };
}

function checked(path: string): string {
  if (path.includes('\0')) throw refuse(path, 'it holds a null character');
  if (posix.isAbsolute(path) || win32.isAbsolute(path) || /^[A-Za-z]:/.test(path)) throw refuse(path, 'it is absolute');
  const segments = path.split(/[/\\]/);
  if (segments.includes('..')) throw refuse(path, 'it holds ".."');
  return segments.filter((segment) => segment !== '' && segment !== '.').join('/');
}

/** The real place of something that may not exist yet: that of the nearest folder that does, and the rest of the way. */
async function resolveLinks(path: string, top: string, given: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') throw refuse(given, 'its links lead in a circle');
    if (code !== 'ENOENT' || path === top) throw error;
    // A link to nowhere would be followed when something is written there.
    if (await isThere(path)) throw refuse(given, 'it is a link to nowhere');
    return join(await resolveLinks(dirname(path), top, given), basename(path));
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function refuse(path: string, why: string): StepwrightError {
  return new StepwrightError('PathRefused', `path ${JSON.stringify(path)} is refused: ${why}`, {
    class: 'permanent',
    hint: 'give a path below the files folder (--files), such as reports/2025.txt',
  });
}
