import { Context } from '@temporalio/activity';

/**
 * Asks Temporal to cancel the run that calls this: only a run with such a request can close as cancelled, and one that was
 * cancelled by our own signal alone has none.
 */
export async function requestCancel(): Promise<void> {
  const { client, info } = Context.current();
  await client.workflow.getHandle(info.workflowExecution?.workflowId ?? '').cancel();
}
