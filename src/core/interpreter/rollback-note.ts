import { present } from '../present.ts';
import type { RollbackNote } from '../run/rollback-note.ts';
import { UNTIL_FILED } from './letters.ts';
import type { Run } from './run.ts';
import { Scope } from './scope.ts';
import { STORE_TIMEOUT } from './patience.ts';
import { NOTES_ROLLBACKS_SINCE } from './version.ts';

/** Key and path of what is written down of the rollback of a run. */
export const ROLLBACK = '~rollback';

/**
 * Writes down for good what became of a rollback, once it is over. Like a dead letter it waits for a store that is away. The rollback of a
 * child by its parent is the parent's. It counts as written with the phase that follows: `recorded` is the caller's.
 */
export async function noteRollback(run: Run, afterwards: boolean): Promise<void> {
  const { rollback, info, definition } = run;
  const happened = rollback.startedAt !== undefined || rollback.declined;
  if (!happened || !run.follows(NOTES_ROLLBACKS_SINCE) || (afterwards && info.parent !== undefined)) return;
  run.handOver.begin(ROLLBACK);
  const note = noteOf(run, afterwards);
  await run.runtime.callAction(Scope.root(), {
    path: ROLLBACK,
    stepId: ROLLBACK,
    target: 'stepwright',
    action: 'rollback',
    params: { ...note },
    retry: UNTIL_FILED,
    timeout: STORE_TIMEOUT,
    summary: `${ROLLBACK} · ${note.outcome} in ${definition.id}`,
  });
}

function noteOf(run: Run, afterwards: boolean): RollbackNote {
  const { rollback, rollbacks, definition, failure, runtime } = run;
  const { id, name, version } = definition;
  const { verdict } = rollback;
  return {
    definition: { id, name, ...present({ version }) },
    how: afterwards ? 'afterwards' : verdict === undefined ? 'automatic' : 'manual',
    outcome: rollback.declined ? 'declined' : rollback.failed.length > 0 ? 'failed' : 'done',
    startedAt: rollback.startedAt ?? runtime.now(),
    endedAt: runtime.now(),
    undone: rollback.undone,
    failed: rollback.failed,
    left: rollbacks.entries().map(({ path }) => path),
    ...present({ by: verdict?.by, reason: verdict?.reason }),
    ...(failure === undefined ? {} : { cause: { code: failure.code, message: failure.message } }),
  };
}
