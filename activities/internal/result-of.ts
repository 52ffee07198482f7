import { Context } from '@temporalio/activity';

import type { ChildResult } from '../../src/core/interpreter/runtime.ts';
import { RESULT_MEMO } from '../../src/core/run/wire.ts';

/** What a cancelled run left in its memo: it could not return it. */
export async function resultOf(runId: string): Promise<ChildResult | null> {
  const { memo } = await Context.current().client.workflow.getHandle(runId).describe();
  return (memo?.[RESULT_MEMO] as ChildResult | undefined) ?? null;
}
