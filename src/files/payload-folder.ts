import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { DRAFT_PREFIX, writeAtomically } from './atomic-write.ts';
import { BROKEN_OFF, payloadHash, type KeptPayload, type PayloadArea, type PayloadStore } from './payload-store.ts';

const HASH = /^[0-9a-f]{64}$/;

/** Payloads in a data folder: `DATA/payloads/values/<sha256>` and `DATA/payloads/files/<sha256>`. A file's time says when it was last used. */
export class PayloadFolder implements PayloadStore {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'payloads');
  }

  async write(area: PayloadArea, bytes: Uint8Array): Promise<string> {
    const hash = payloadHash(bytes);
    const path = this.#path(area, hash);
    const now = new Date();
    await utimes(path, now, now).catch(() => writeAtomically(path, bytes));
    return hash;
  }

  async read(area: PayloadArea, hash: string): Promise<Uint8Array | undefined> {
    const bytes = await ifThere(readFile(this.#path(area, hash)));
    if (bytes !== undefined && payloadHash(bytes) !== hash)
      throw new StepwrightError('StoreDamaged', `payload ${hash} in the data folder is not what was written`, {
        class: 'permanent',
        hint: `Take ${this.#path(area, hash)} from a backup.`,
      });
    return bytes;
  }

  async *list(): AsyncGenerator<KeptPayload, void, void> {
    for (const area of ['values', 'files'] as const) {
      const names = (await ifThere(readdir(join(this.#folder, area)))) ?? [];
      for (const hash of names.filter((name) => HASH.test(name)).sort()) {
        const found = await ifThere(stat(this.#path(area, hash)));
        if (found === undefined) continue;
        const { size, mtimeMs } = found;
        yield { area, hash, size, where: 'folder', usedAt: mtimeMs, runs: [], namespaces: [], revision: String(mtimeMs) };
      }
    }
  }

  async delete({ area, hash, revision }: KeptPayload): Promise<boolean> {
    const path = this.#path(area, hash);
    const found = await ifThere(stat(path));
    if (found === undefined || String(found.mtimeMs) !== revision) return false;
    await rm(path, { force: true });
    return true;
  }

  async sweep(): Promise<number> {
    let swept = 0;
    for (const area of ['values', 'files'] as const) {
      const names = (await ifThere(readdir(join(this.#folder, area)))) ?? [];
      for (const name of names.filter((each) => each.startsWith(DRAFT_PREFIX))) {
        const draft = join(this.#folder, area, name);
        const found = await ifThere(stat(draft));
        if (found === undefined || found.mtimeMs > Date.now() - BROKEN_OFF) continue;
        await rm(draft, { force: true });
        swept += 1;
      }
    }
    return swept;
  }

  #path(area: PayloadArea, hash: string): string {
    return join(this.#folder, area, hash);
  }
}

async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
