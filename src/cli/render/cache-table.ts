import type { CacheFigures } from '../../records/cache-figures.ts';
import { renderTable } from './table.ts';

type Counts = Pick<CacheFigures, 'hits' | 'misses'>;

/** Part of the look-ups that found a result, from 0 to 1. */
export function hitRate({ hits, misses }: Counts): number {
  return hits + misses === 0 ? 0 : hits / (hits + misses);
}

/** With a line for all of them where there are several. */
export function renderCache(figures: readonly CacheFigures[]): string {
  const all = figures.reduce<Counts>((sum, { hits, misses }) => ({ hits: sum.hits + hits, misses: sum.misses + misses }), {
    hits: 0,
    misses: 0,
  });
  const rows = figures.map((row) => [row.definition, row.action, ...counted(row)]);
  return renderTable([
    ['DEFINITION', 'ACTION', 'HITS', 'MISSES', 'RATE'],
    ...rows,
    ...(rows.length > 1 ? [['all', '', ...counted(all)]] : []),
  ]);
}

function counted(counts: Counts): string[] {
  return [String(counts.hits), String(counts.misses), `${Math.floor(hitRate(counts) * 1000) / 10} %`];
}
