import { Context } from '@temporalio/activity';
import * as z from 'zod';

import type { RollbackNote } from '../../src/core/run/rollback-note.ts';
import type { ActionContext } from '../../src/core/target/target.ts';
import { Rollbacks } from '../../src/records/rollbacks.ts';
import type { Store } from '../../src/storage/store.ts';

export const rollbackParams = z.looseObject({ how: z.string(), outcome: z.string(), startedAt: z.number() });

/** Keeps a run's word on its rollback. */
export async function keepRollback(store: Store, note: RollbackNote, { runId }: ActionContext): Promise<null> {
  const by = Context.current().info.workflowExecution?.workflowId ?? runId;
  // One that undoes another run after its end has the idempotency keys of that one.
  await new Rollbacks(store).keep(note, { runId, by });
  return null;
}
