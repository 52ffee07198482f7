import type { Payload } from '@temporalio/common';

import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { RunInput } from '../core/run/wire.ts';
import { readPayload } from '../files/external-storage.ts';
import type { Cluster } from './cluster.ts';
import { describeRun } from './describe-run.ts';
import { eventsOfHistory, type Execution } from './history-page.ts';
import { temporalError } from './temporal-errors.ts';

/** The activity that finds the definition of a run that was started by its id alone. */
const PREPARE = 'stepwright.prepare';

/**
 * The definition a run follows: it travels in the run's input, or, where that names it by id, in what the preparing activity gave.
 *
 * @throws {StepwrightError} `RunNotFound`, or `UnknownDefinition` when the history has none (yet)
 */
export async function definitionOfRun(cluster: Cluster, id: string): Promise<WorkflowDefinition> {
  const { runId } = await describeRun(cluster, id);
  for await (const payload of inputsOf(cluster, { workflowId: id, runId })) {
    const input = await readPayload(payload, cluster.payloads);
    if (hasDefinition(input)) return input.definition;
  }
  throw new StepwrightError('UnknownDefinition', `the history of run "${id}" holds no definition`, {
    class: 'validation',
    hint: 'A run started by the id of a definition has it once a worker has begun with it; runs of other programs have none.',
  });
}

/** The run's argument, then the argument as prepared. */
async function* inputsOf(cluster: Cluster, execution: Execution): AsyncGenerator<Payload, void, void> {
  let prepare: string | undefined;
  for await (const event of told(eventsOfHistory(cluster, execution), execution)) {
    const started = event.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
    if (started !== undefined) yield started;
    if (event.activityTaskScheduledEventAttributes?.activityType?.name === PREPARE) prepare = String(event.eventId);
    const completed = event.activityTaskCompletedEventAttributes;
    const prepared = completed?.result?.payloads?.[0];
    if (prepared !== undefined && String(completed?.scheduledEventId) === prepare) yield prepared;
  }
}

async function* told<E>(events: AsyncIterable<E>, { workflowId }: Execution): AsyncGenerator<E, void, void> {
  try {
    yield* events;
  } catch (error) {
    throw temporalError(error, `read the history of run "${workflowId}"`);
  }
}

function hasDefinition(input: unknown): input is { readonly definition: WorkflowDefinition } {
  const definition = typeof input === 'object' && input !== null ? (input as Partial<RunInput>).definition : undefined;
  return typeof definition === 'object' && definition !== null && 'name' in definition;
}
