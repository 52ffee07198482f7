import type { ActionSpec } from './target.ts';

/** Whether a call with these params may be repeated; an action that can't say so says no. */
export function isIdempotent({ idempotent = false }: Pick<ActionSpec, 'idempotent'>, params: unknown): boolean {
  if (typeof idempotent === 'boolean') return idempotent;
  try {
    // Nobody has checked them yet: whatever they are, the function only looks at them.
    return idempotent(params as never);
  } catch {
    return false;
  }
}
