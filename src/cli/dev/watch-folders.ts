import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';

/** An editor writes a file in several steps; one look after the last is enough. */
const QUIET_FOR_MS = 100;

/** Tells when something in one of a set of folders (not below them) changed. */
export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #onChange: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The folders to watch from now on. */
  set(folders: ReadonlySet<string>): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watch(folder);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.set(new Set());
  }

  #watch(folder: string): void {
    const watcher = watch(folder, () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#onChange, QUIET_FOR_MS);
    });
    // A folder that goes away is seen by the watch of the one above it.
    watcher.on('error', () => watcher.close());
    this.#watchers.set(folder, watcher);
  }
}
