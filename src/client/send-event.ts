import { randomUUID } from 'node:crypto';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { EventMessage } from '../core/run/wire.ts';
import type { DeliveredEvent, EventAddress, EventOptions, RefusedEvent } from './api.ts';
import { someAtOnce } from './at-once.ts';
import { openRunsWithKey } from './business-key.ts';
import type { Cluster } from './cluster.ts';
import { stageData } from './stage-input.ts';
import { temporalError } from './temporal-errors.ts';
import { updateRun } from './update-run.ts';

/** An event with all that it needs to count once, however often it is sent. */
export type IdentifiedEvent = EventMessage & { readonly id: string };

/**
 * @throws {StepwrightError} `InvalidInput` when the data is not JSON
 */
export async function makeEvent(
  { files }: Pick<Cluster, 'files'>,
  { type, data, options }: { readonly type: string; readonly data: unknown; readonly options: EventOptions },
): Promise<IdentifiedEvent> {
  if (type === '') throw new StepwrightError('InvalidValue', 'the event has no type', { class: 'validation', hint: 'Name its type.' });
  const { id = randomUUID(), source } = options;
  return {
    type,
    id,
    ...(source === undefined ? {} : { source }),
    data: await stageData('the data of the event', data ?? null, (name, content) => files.write(name, content)),
  };
}

/**
 * Sends an event to one run.
 *
 * @throws {StepwrightError} `TooManyEvents`, `EventNotAccepted`, `RunEnded`, `RunNotFound`; `TemporalUnreachable` when nobody answers
 */
export async function sendEvent(cluster: Cluster, runId: string, event: IdentifiedEvent): Promise<void> {
  try {
    await updateRun(cluster, runId, { name: 'event', message: event, hints: HINTS });
  } catch (error) {
    if (!(error instanceof StepwrightError) || error.code !== 'TemporalUnreachable') throw error;
    const { code, class: errorClass, message, hint = '', cause } = error;
    const again = `The event may have arrived: sent again with the id ${event.id} it counts once.`;
    throw new StepwrightError(code, message, { class: errorClass, hint: `${hint} ${again}`.trim(), cause });
  }
}

const HINTS: Readonly<Record<string, string>> = {
  TooManyEvents: 'See which events its steps wait for and take; or raise limits.maxEvents in the definition.',
  EventNotAccepted: 'Send one of those, or wait for a state that takes it.',
  RunEnded: 'Look at its result.',
};

/**
 * Sends an event where it is addressed to.
 *
 * @throws {StepwrightError} as `sendEvent`; of several runs with the key, when not one took it
 */
export async function deliver(cluster: Cluster, to: EventAddress, event: IdentifiedEvent): Promise<DeliveredEvent> {
  const { id } = event;
  if ('run' in to) {
    await sendEvent(cluster, to.run, event);
    return { id, runs: [to.run], refused: [] };
  }
  const runs: string[] = [];
  const refused: RefusedEvent[] = [];
  for await (const { runId, error } of someAtOnce(await openRunsWithKey(cluster, to.key), (each) => attempt(cluster, each, event))) {
    if (error === undefined) runs.push(runId);
    // It ended since it was looked up: not one of the open runs.
    else if (error.code !== 'RunEnded' && error.code !== 'RunNotFound') refused.push({ runId, error });
  }
  if (runs.length > 0) return { id, runs, refused };
  const [first] = refused;
  throw first === undefined ? nobody(to.key) : first.error;
}

async function attempt(
  cluster: Cluster,
  runId: string,
  event: IdentifiedEvent,
): Promise<Partial<RefusedEvent> & { readonly runId: string }> {
  try {
    await sendEvent(cluster, runId, event);
    return { runId };
  } catch (error) {
    return { runId, error: temporalError(error, `reach run "${runId}"`) };
  }
}

function nobody(key: string): StepwrightError {
  return new StepwrightError('RunNotFound', `there is no open run with the key "${key}"`, {
    class: 'validation',
    hint: `Start it first; stepwright list --key ${key} shows those that have ended.`,
  });
}
