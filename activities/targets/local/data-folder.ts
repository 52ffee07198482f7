import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

import { withLock } from '../../../src/files/lock-file.ts';

/** Where the local providers keep their files. */
export class DataFolder {
  readonly #root: string;

  constructor(root: string) {
    this.#root = resolve(root);
  }

  path(...segments: readonly string[]): string {
    return join(this.#root, ...segments);
  }

  /** Records of what was done, by key, where the file itself can't carry them. */
  record(kind: string, key: string): string {
    return this.path('records', kind, `${digest(key)}.json`);
  }

  /** Runs `work` while no other worker of this data folder works on the same thing. */
  exclusively<T>(path: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return withLock(this.path('locks', `${digest(path)}.lock`), work, { signal });
  }
}

/** A short name for something long; the same each time. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
