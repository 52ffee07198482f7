import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

import { writeAtomically } from '../../../src/files/atomic-write.ts';
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

  /** Where half-written files lie: never among those that people look at. */
  get drafts(): string {
    return this.path('drafts');
  }

  /** Writes a file whole or not at all. */
  write(path: string, content: string | Uint8Array): Promise<void> {
    return writeAtomically(path, content, this.drafts);
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
