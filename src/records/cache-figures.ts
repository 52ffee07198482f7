import type { Store } from '../storage/store.ts';

/** Whose look-ups are counted together. */
interface Looker {
  /** Id of the definition. */
  readonly definition: string;
  /** `target.action` */
  readonly action: string;
}

export interface CacheFigures extends Looker {
  /** Results that were there, or that another call was making. */
  readonly hits: number;
  /** Calls that were made, failed ones too. */
  readonly misses: number;
}

const PREFIX = 'cache ';
/** Counters are in the order of their names. */
const BEFORE = 'cache';
const LIMIT = 1_000;

export async function countLookup(store: Store, { definition, action }: Looker, as: 'hits' | 'misses'): Promise<void> {
  await store.increment(PREFIX + JSON.stringify([definition, action, as]));
}

/** What was counted, by definition and action, in the order of their names. */
export async function cacheFigures(store: Store): Promise<readonly CacheFigures[]> {
  const figures = new Map<string, CacheFigures>();
  for (let after = BEFORE; ;) {
    const counters = await store.counters({ after, limit: LIMIT });
    for (const { name, value } of counters) {
      if (!name.startsWith(PREFIX)) continue;
      const [definition, action, as] = JSON.parse(name.slice(PREFIX.length)) as [string, string, 'hits' | 'misses'];
      const key = JSON.stringify([definition, action]);
      figures.set(key, { ...(figures.get(key) ?? { definition, action, hits: 0, misses: 0 }), [as]: value });
    }
    const last = counters.at(-1)?.name;
    if (last === undefined || !last.startsWith(PREFIX) || counters.length < LIMIT) return [...figures.values()];
    after = last;
  }
}
