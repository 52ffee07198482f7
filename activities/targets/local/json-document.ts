import { readFile } from 'node:fs/promises';

import type { DataFolder } from './data-folder.ts';

/** What a change makes of a document; without `next` it stays as it is. */
export interface Change<D, T> {
  readonly next?: D;
  readonly result: T;
}

/** One JSON file that several workers read and change. */
export class JsonDocument<D> {
  readonly #folder: DataFolder;
  readonly #path: string;
  readonly #empty: D;

  constructor(folder: DataFolder, path: string, empty: D) {
    this.#folder = folder;
    this.#path = path;
    this.#empty = empty;
  }

  get path(): string {
    return this.#path;
  }

  /** Changes the document while nobody else does. */
  update<T>(change: (document: D) => Change<D, T>, signal?: AbortSignal): Promise<T> {
    return this.#folder.exclusively(
      this.#path,
      async () => {
        const { next, result } = change(await this.#read());
        if (next !== undefined) await this.#folder.write(this.#path, `${JSON.stringify(next, null, 2)}\n`);
        return result;
      },
      signal,
    );
  }

  async #read(): Promise<D> {
    try {
      return JSON.parse(await readFile(this.#path, 'utf8')) as D;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return this.#empty;
      throw error;
    }
  }
}
