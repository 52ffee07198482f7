import { PayloadFolder } from '../files/payload-folder.ts';
import type { KeptPayload, PayloadArea, PayloadStore, PayloadUser } from '../files/payload-store.ts';
import type { Store } from '../storage/store.ts';
import { isShared } from '../storage/store-url.ts';
import { StoredPayloads } from './stored-payloads.ts';

/**
 * Where the payloads of a data folder and a store lie: in the store when other machines reach it, else in the folder.
 * @param open gives the store of this URL
 */
export function payloadsOf(
  { dataDir, store }: { readonly dataDir: string; readonly store: string },
  open: () => Promise<Store>,
): PayloadStore {
  const folder = new PayloadFolder(dataDir);
  return isShared(store) ? new SharedPayloads(new StoredPayloads(open), folder) : folder;
}

/** Writes to the store; what was written before there was one is read from the folder. */
class SharedPayloads implements PayloadStore {
  readonly #stored: StoredPayloads;
  readonly #folder: PayloadFolder;

  constructor(stored: StoredPayloads, folder: PayloadFolder) {
    this.#stored = stored;
    this.#folder = folder;
  }

  write(area: PayloadArea, bytes: Uint8Array, user?: PayloadUser): Promise<string> {
    return this.#stored.write(area, bytes, user);
  }

  async read(area: PayloadArea, hash: string): Promise<Uint8Array | undefined> {
    return (await this.#stored.read(area, hash)) ?? this.#folder.read(area, hash);
  }

  async *list(): AsyncGenerator<KeptPayload, void, void> {
    yield* this.#stored.list();
    yield* this.#folder.list();
  }

  async sweep(): Promise<number> {
    return (await this.#stored.sweep()) + (await this.#folder.sweep());
  }

  delete(payload: KeptPayload): Promise<boolean> {
    return payload.where === 'store' ? this.#stored.delete(payload) : this.#folder.delete(payload);
  }
}
