import { openStore } from './open-store.ts';
import type { Store } from './store.ts';

/** Who needs no store opens none. */
export class StoreWhenNeeded {
  readonly #url: string;
  #opening: Promise<Store> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  open(): Promise<Store> {
    this.#opening ??= openStore(this.#url).catch((error: unknown) => {
      // It may be back when asked for again.
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async close(): Promise<void> {
    const store = await this.#opening?.catch(() => undefined);
    await store?.close();
  }
}
