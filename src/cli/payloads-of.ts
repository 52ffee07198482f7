import type { Config } from '../../worker/config.ts';
import type { PayloadStore } from '../files/payload-store.ts';
import { payloadsOf } from '../records/payloads.ts';
import { StoreWhenNeeded } from '../storage/store-when-needed.ts';

/** Large payloads and files where the flags say; a store is opened when one is asked for. */
export async function withPayloads<T>(config: Config, work: (payloads: PayloadStore) => Promise<T>): Promise<T> {
  const store = new StoreWhenNeeded(config.store);
  try {
    return await work(payloadsOf(config, () => store.open()));
  } finally {
    await store.close();
  }
}
