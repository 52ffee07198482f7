import { Context } from '@temporalio/activity';
import * as z from 'zod';

import type { LetterNote } from '../../src/core/run/letter.ts';
import type { ActionContext } from '../../src/core/target/target.ts';
import { DeadLetters } from '../../src/records/dead-letters.ts';
import type { Store } from '../../src/storage/store.ts';

export const letterParams = z.looseObject({ path: z.string(), state: z.string() });

/** Writes a run's word on one of its steps to the dead letters. */
export async function fileLetter(store: Store, note: LetterNote, { runId }: ActionContext): Promise<null> {
  const sender = {
    runId: Context.current().info.workflowExecution?.workflowId ?? runId,
    keyRunId: runId,
    now: Date.now(),
  };
  await new DeadLetters(store).note(note, sender);
  return null;
}
