import { constants, existsSync } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { StepwrightError } from '../../../src/core/errors/stepwright-error.ts';
import { DRAFT_PREFIX, replaceWith } from '../../../src/files/atomic-write.ts';
import type { DataFolder } from '../local/data-folder.ts';
import type { Effect } from '../local/effect.ts';
import { notFound } from '../not-found.ts';
import { appendOnce } from './append-once.ts';
import { namingPath } from './file-errors.ts';
import { safePath, type SafePath } from './safe-path.ts';

export interface Entry {
  readonly path: string;
  /** Bytes; 0 for what is no file. */
  readonly size: number;
  readonly type: 'file' | 'directory' | 'link' | 'other';
}

/** Files below one folder. Every change is whole or not there, and one at a time for each place. */
export class Files {
  readonly #root: string;
  readonly #data: DataFolder;

  constructor(root: string, data: DataFolder) {
    this.#root = root;
    this.#data = data;
  }

  async read(path: string, most: number): Promise<{ readonly path: string; readonly bytes: Buffer }> {
    const place = await this.#file(path);
    return namingPath(place.path, async () => {
      const { size } = await this.#regular(place);
      if (size > most)
        throw new StepwrightError('PayloadTooLarge', `${JSON.stringify(place.path)} has ${size} bytes, more than ${most}`, {
          hint: 'read it with encoding: file',
        });
      // Nobody may put a link here between the check and now.
      return { path: place.path, bytes: await readFile(place.absolute, { flag: constants.O_RDONLY | constants.O_NOFOLLOW }) };
    });
  }

  write(path: string, bytes: Uint8Array, { signal }: Effect): Promise<string> {
    return this.#change(path, signal, ({ absolute }) => this.#data.write(absolute, bytes));
  }

  async append(path: string, bytes: Uint8Array, { idempotencyKey, signal }: Effect): Promise<string> {
    const place = await this.#file(path);
    await namingPath(place.path, () => appendOnce(this.#data, place.absolute, { bytes, idempotencyKey, signal }));
    return place.path;
  }

  async copy(path: string, to: string, { signal }: Effect): Promise<string> {
    const source = await this.#file(path);
    return this.#change(to, signal, async ({ absolute }) => {
      await namingPath(source.path, () => this.#regular(source));
      await replaceWith(absolute, (draft) => copyFile(source.absolute, draft), this.#data.drafts);
    });
  }

  async move(path: string, to: string, { idempotencyKey, signal }: Effect): Promise<string> {
    const source = await this.#file(path);
    const record = this.#data.record('move', idempotencyKey);
    return this.#change(to, signal, async ({ absolute }) => {
      if (!existsSync(source.absolute)) {
        // A killed call had moved it.
        if (existsSync(record) && existsSync(absolute)) return;
        throw notFound('file', source.path);
      }
      await this.#data.write(record, JSON.stringify({ idempotencyKey, from: source.path, to }));
      await mkdir(dirname(absolute), { recursive: true });
      await rename(source.absolute, absolute);
    });
  }

  delete(path: string, { signal }: Effect): Promise<string> {
    return this.#change(path, signal, async ({ absolute }) => {
      const found = await lstat(absolute).catch(() => undefined);
      if (found?.isDirectory() === true) await rmdir(absolute);
      else await rm(absolute, { force: true });
    });
  }

  async list(path: string): Promise<readonly Entry[]> {
    const folder = await this.#place(path);
    return namingPath(folder.path, async () => {
      const names = (await readdir(folder.absolute)).filter((name) => !name.startsWith(DRAFT_PREFIX)).sort();
      const entries = await Promise.all(
        names.map((name) => entryOf(join(folder.absolute, name), folder.path === '' ? name : `${folder.path}/${name}`)),
      );
      return entries.filter((entry) => entry !== undefined);
    });
  }

  async #change(path: string, signal: AbortSignal, work: (place: SafePath) => Promise<void>): Promise<string> {
    const place = await this.#file(path);
    await namingPath(place.path, () => this.#data.exclusively(place.absolute, () => work(place), signal));
    return place.path;
  }

  async #file(path: string): Promise<SafePath> {
    const place = await this.#place(path);
    if (place.path === '')
      throw new StepwrightError('PathRefused', `path ${JSON.stringify(path)} is refused: it is the files folder itself`);
    return place;
  }

  #place(path: string): Promise<SafePath> {
    return namingPath(path, () => safePath(this.#root, path));
  }

  async #regular({ path, absolute }: SafePath): Promise<{ readonly size: number }> {
    const found = await stat(absolute);
    if (found.isDirectory()) throw new StepwrightError('EISDIR', `${JSON.stringify(path)} is a folder`);
    // Pipes and devices may never end.
    if (!found.isFile()) throw new StepwrightError('PathRefused', `path ${JSON.stringify(path)} is refused: it is no regular file`);
    return found;
  }
}

/** Undefined when it has gone meanwhile. */
async function entryOf(absolute: string, path: string): Promise<Entry | undefined> {
  const found = await lstat(absolute).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isFile()) return { path, size: found.size, type: 'file' };
  return { path, size: 0, type: found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'link' : 'other' };
}
