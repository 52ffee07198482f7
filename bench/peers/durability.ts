/**
 * What survives: `shipped`, each as it comes; `process`, all survive the end of any process, but not that of the power; `power`, all
 * survive that too.
 */
export type Durability = 'shipped' | 'process' | 'power';

const ALL: readonly string[] = ['shipped', 'process', 'power'] satisfies readonly Durability[];

export function isDurability(value: string): value is Durability {
  return ALL.includes(value);
}
