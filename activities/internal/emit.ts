import type { Client } from '@temporalio/client';
import { Context } from '@temporalio/activity';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import * as z from 'zod';

import { SEARCH_ATTRIBUTES, UPDATES, type EventMessage } from '../../src/core/run/wire.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';

export const emitParams = z.object({
  event: z.object({ type: z.string(), id: z.string(), source: z.string(), time: z.string(), data: z.unknown() }),
  to: z.union([z.object({ run: z.string() }), z.object({ key: z.string() })]),
});

/**
 * Sends an event to a run, or to all open runs with a key; the same id counts once, so that an attempt too many does no harm.
 * @throws {StepwrightError} `RunNotFound` when nobody is there to take it, or why a run refused it
 */
export async function emit({ event, to }: z.output<typeof emitParams>): Promise<null> {
  const { client } = Context.current();
  const runs = 'run' in to ? [to.run] : await openRunsWithKey(client, to.key);
  if (runs.length === 0) throw nobody('key' in to ? `open run with the key "${to.key}"` : 'run');
  for (const run of runs) await send(client, run, event);
  return null;
}

async function send(client: Client, run: string, event: EventMessage): Promise<void> {
  try {
    await client.workflow.getHandle(run).executeUpdate(UPDATES.event, { args: [event] });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw nobody(`open run "${run}"`);
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof ApplicationFailure) throw refusedBy(run, cause);
    throw error;
  }
}

function refusedBy(run: string, { type, message }: ApplicationFailure): StepwrightError {
  return new StepwrightError(type ?? 'Failed', `run "${run}" refused the event: ${message}`);
}

function nobody(what: string): StepwrightError {
  return new StepwrightError('RunNotFound', `there is no ${what}`, { hint: 'start it before the event is sent' });
}

async function openRunsWithKey(client: Client, key: string): Promise<readonly string[]> {
  const quoted = key.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const query = `${SEARCH_ATTRIBUTES.key} = '${quoted}' AND ExecutionStatus = 'Running'`;
  const runs: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) runs.push(workflowId);
  return runs;
}
