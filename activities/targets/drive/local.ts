import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';

import { digest, type DataFolder } from '../local/data-folder.ts';
import type { Effect } from '../local/effect.ts';
import { safeFolder, safeName } from '../local/safe-name.ts';
import { notFound } from '../not-found.ts';
import type { DriveProvider, FiledDocument, NewFile } from './provider.ts';

interface FileRecord {
  readonly idempotencyKey: string;
  readonly fileId: string;
  readonly name: string;
  readonly folder: string;
  readonly size: number;
  readonly contentType: string;
  readonly description?: string;
  readonly createdAt: string;
  /** Key of the call that deleted it. */
  readonly deletedBy?: string;
}

/**
 * Keeps files in `drive/<folder>/<name>`, and what is known of each in `records/drive`. The record is written first: a call
 * that was killed between the two finds it, and completes the file under the name that was chosen.
 */
export function localDrive(data: DataFolder): DriveProvider {
  return new LocalDrive(data);
}

class LocalDrive implements DriveProvider {
  readonly #data: DataFolder;

  constructor(data: DataFolder) {
    this.#data = data;
  }

  async create(file: NewFile, { idempotencyKey, signal }: Effect): Promise<FiledDocument> {
    const fileId = digest(idempotencyKey);
    const folder = safeFolder(file.folder).join('/');
    return this.#exclusively(folder, signal, async (begun) => {
      if (begun !== undefined && begun.fileId !== fileId) await this.#giveUp(begun);
      const record = (await this.#recordOf(fileId)) ?? (await this.#reserve(file, { idempotencyKey, fileId, folder }));
      if (record.deletedBy === undefined && !existsSync(this.#pathOf(record))) await this.#data.write(this.#pathOf(record), file.content);
      await rm(this.#begunPath(folder), { force: true });
      return this.#filed(record);
    });
  }

  async delete(fileId: string, { idempotencyKey, signal }: Effect): Promise<void> {
    const { folder } = (await this.#recordOf(fileId)) ?? {};
    if (folder === undefined) throw notFound('file', fileId);
    await this.#exclusively(folder, signal, async () => {
      const record = await this.#recordOf(fileId);
      if (record === undefined) throw notFound('file', fileId);
      if (record.deletedBy === undefined) await this.#keep({ ...record, deletedBy: idempotencyKey });
      // Its place may be another's by now: only the first call removes something.
      if (record.deletedBy === undefined || record.deletedBy === idempotencyKey) await rm(this.#pathOf(record), { force: true });
    });
  }

  /** One at a time in a folder: two documents of one name must not take the same place. */
  #exclusively<T>(folder: string, signal: AbortSignal, work: (begun: FileRecord | undefined) => Promise<T>): Promise<T> {
    return this.#data.exclusively(this.#data.path('drive', folder), async () => work(await readRecord(this.#begunPath(folder))), signal);
  }

  async #reserve(file: NewFile, place: Pick<FileRecord, 'idempotencyKey' | 'fileId' | 'folder'>): Promise<FileRecord> {
    const record: FileRecord = {
      ...place,
      name: await this.#freeName(place.folder, safeName(file.name)),
      size: file.content.byteLength,
      contentType: file.contentType,
      ...(file.description === undefined ? {} : { description: file.description }),
      createdAt: new Date().toISOString(),
    };
    await this.#data.write(this.#begunPath(place.folder), JSON.stringify(record));
    await this.#keep(record);
    return record;
  }

  /** A killed call left a record but no file: its place is free again, and should it be tried again it begins anew. */
  async #giveUp(begun: FileRecord): Promise<void> {
    if (!existsSync(this.#pathOf(begun))) await rm(this.#recordPath(begun.fileId), { force: true });
  }

  /** `name`, else `name (2)` and so on. */
  async #freeName(folder: string, name: string): Promise<string> {
    const taken = new Set(await readdir(this.#data.path('drive', folder)).catch(() => []));
    const extension = extname(name);
    const stem = name.slice(0, name.length - extension.length);
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${stem} (${number})${extension}`;
    return free;
  }

  #filed(record: FileRecord): FiledDocument {
    const { fileId, name, folder, size, contentType } = record;
    return { fileId, name, folder, size, contentType, webViewLink: pathToFileURL(this.#pathOf(record)).href };
  }

  #recordOf(fileId: string): Promise<FileRecord | undefined> {
    return readRecord(this.#recordPath(fileId));
  }

  #keep(record: FileRecord): Promise<void> {
    return this.#data.write(this.#recordPath(record.fileId), JSON.stringify(record));
  }

  #pathOf({ folder, name }: Pick<FileRecord, 'folder' | 'name'>): string {
    return this.#data.path('drive', folder, name);
  }

  #recordPath(fileId: string): string {
    return this.#data.path('records', 'drive', `${safeName(fileId)}.json`);
  }

  #begunPath(folder: string): string {
    return this.#data.path('records', 'drive-begun', `${digest(folder)}.json`);
  }
}

async function readRecord(path: string): Promise<FileRecord | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as FileRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
