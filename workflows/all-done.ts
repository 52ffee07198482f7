import { CancellationScope, condition } from '@temporalio/workflow';

/**
 * Resolves when all has happened that follows from what has arrived: the SDK asks conditions again then. Costs no history.
 * Called from a handler it would stand in the root scope, and never resolve once that is cancelled.
 */
export function allDone(): Promise<void> {
  let asked = 0;
  return CancellationScope.nonCancellable(() => condition(() => (asked += 1) > 1));
}
