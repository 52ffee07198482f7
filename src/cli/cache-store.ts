import { present } from '../core/present.ts';
import { clearCache } from '../records/cache.ts';
import { cacheFigures } from '../records/cache-figures.ts';
import { openStore } from '../storage/open-store.ts';
import type { Store } from '../storage/store.ts';
import { readConfig } from '../../worker/config.ts';
import type { CacheFlags } from './commands/cache.ts';
import { hitRate, renderCache } from './render/cache-table.ts';
import { data, json, note } from './terminal.ts';

/** Prints what was counted of the cache. */
export async function showCache(flags: CacheFlags): Promise<void> {
  const { definition, action } = flags;
  const all = await inStore(flags, cacheFigures);
  const chosen = all.filter((row) => row.definition === (definition ?? row.definition) && row.action === (action ?? row.action));
  if (flags.json === true) for (const row of chosen) json({ ...row, rate: hitRate(row) });
  else if (chosen.length > 0) data(renderCache(chosen));
  else note('nothing was looked up in the cache');
}

/** Takes results out of the cache. */
export async function emptyCache(flags: CacheFlags): Promise<void> {
  const { definition, action } = flags;
  const cleared = await inStore(flags, (store) => clearCache(store, present({ definition, action })));
  if (flags.json === true) json({ cleared });
  else note(`✔ ${cleared} result${cleared === 1 ? '' : 's'} forgotten`);
}

async function inStore<T>(flags: CacheFlags, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(readConfig(process.env, flags).store);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
