import type { Target } from '../core/target/target.ts';

/** The targets of `--targets` or `STEPWRIGHT_TARGETS`; none when neither is given. */
export async function ownTargets(path = process.env['STEPWRIGHT_TARGETS'] ?? ''): Promise<readonly Target[]> {
  if (path === '') return [];
  const { loadTargets } = await import('../files/load-targets.ts');
  return (await loadTargets(path)).targets;
}
