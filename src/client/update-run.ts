import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';

import type { Failure } from '../core/errors/failure.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { OperatorCommand } from '../core/run/operator.ts';
import type { EventMessage, UPDATES, VoteMessage } from '../core/run/wire.ts';
import { askWorker } from './ask-worker.ts';
import type { Cluster } from './cluster.ts';
import { coarseStatus, describeRun } from './describe-run.ts';
import { temporalError } from './temporal-errors.ts';

/** Times a message is sent to a run that goes on in a fresh history just then. */
const MOST_TRIES = 5;
/** What the server says when a history ended before it answered. */
const HISTORY_ENDED = 'AcceptedUpdateCompletedWorkflow';

export interface RunUpdate {
  readonly name: keyof typeof UPDATES;
  /** An event counts once, and of a person's votes the last: each can be sent again. */
  readonly message: EventMessage | VoteMessage | OperatorCommand;
  /** What to do about a refusal, by its code. */
  readonly hints: Readonly<Record<string, string>>;
}

/**
 * Tells a run something, and waits for its word on it.
 *
 * @throws {StepwrightError} why the run refuses it; `RunEnded`, `RunNotFound`, or `TemporalUnreachable` when no worker answers
 */
export async function updateRun(cluster: Cluster, id: string, update: RunUpdate): Promise<void> {
  const { name, message } = update;
  const ask = (): Promise<void> => cluster.client.workflow.getHandle(id).executeUpdate<void, [typeof message]>(name, { args: [message] });
  for (let tries = 1; ; tries += 1) {
    try {
      await askWorker(cluster, { id, ask });
      return;
    } catch (error) {
      const refusal = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
      const closed = error instanceof WorkflowNotFoundError || (refusal instanceof ApplicationFailure && refusal.type === HISTORY_ENDED);
      if (refusal instanceof ApplicationFailure && !closed) throw refused(refusal, id, update);
      if (!closed || tries >= MOST_TRIES) throw temporalError(error, `reach run "${id}"`);
      await assertOpen(cluster, id, error);
    }
  }
}

/** The server says the same of a run that has ended, of one that goes on in a fresh history, and of one that never was. */
async function assertOpen(cluster: Cluster, id: string, cause: unknown): Promise<void> {
  const { status } = await describeRun(cluster, id);
  if (status.name === 'RUNNING') return;
  throw new StepwrightError('RunEnded', `run "${id}" has ended (${coarseStatus(status.name)})`, {
    hint: `Its result: stepwright result ${id}`,
    cause,
  });
}

function refused(cause: ApplicationFailure, id: string, { name, hints }: RunUpdate): StepwrightError {
  const [record] = cause.details ?? [];
  if (!isFailure(record)) {
    return new StepwrightError('InvalidValue', `run "${id}" does not take the update "${name}": ${cause.message}`, {
      class: 'validation',
      hint: 'Is it a run of Stepwright, and its worker of this version?',
      cause,
    });
  }
  const { code, class: errorClass, message, details } = record;
  const hint = hints[code];
  return new StepwrightError(code, message, {
    class: errorClass,
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
    cause,
  });
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'code' in value && 'class' in value && 'message' in value;
}
