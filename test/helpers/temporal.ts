import { randomUUID } from 'node:crypto';

import { inject } from 'vitest';

/** Where the dev server of this test run is. */
export function temporal(): { readonly address: string; readonly namespace: string; readonly ui: string } {
  return { ...inject('temporal'), namespace: 'default' };
}

/** A name nothing else in this test run has, for a task queue, a run or a definition. */
export function unique(prefix = 'test'): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}
