import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { readParams } from '../core/expression/written-params.ts';
import { present } from '../core/present.ts';
import type { OperatorCommand } from '../core/run/operator.ts';
import type { OperatorOptions } from './api.ts';
import type { Cluster } from './cluster.ts';
import { temporalError } from './temporal-errors.ts';
import { updateRun } from './update-run.ts';

/** A command without who gives it. */
export type Command = OperatorCommand extends infer C ? (C extends OperatorCommand ? Omit<C, 'by' | 'reason'> : never) : never;

/**
 * Gives a command to a live run, as the client's user.
 *
 * @throws {StepwrightError} `NoSuchStep`, `NoSuchTask`, `NothingToRollBack`, `NotPaused`, `UnknownReference`, `RunEnded`, `RunNotFound`, `TemporalUnreachable`
 */
export async function operate(
  cluster: Cluster,
  runId: string,
  { command, options }: { readonly command: Command; readonly options: OperatorOptions },
): Promise<void> {
  const { as = cluster.config.user, reason } = options;
  const message = { ...command, by: as, ...present({ reason }) } as OperatorCommand;
  await updateRun(cluster, runId, { name: 'operate', message, hints: hints(runId) });
}

/**
 * Tries a step again: one that is parked, or the next attempt of one that waits for it, now.
 *
 * @throws {StepwrightError} `NoSuchStep` when it is neither
 */
export async function retryStep(
  cluster: Cluster,
  runId: string,
  { step, options }: { readonly step: string; readonly options: OperatorOptions & { readonly params?: Readonly<Record<string, unknown>> } },
): Promise<void> {
  const params = options.params === undefined ? undefined : (readParams(options.params) as typeof options.params);
  try {
    await operate(cluster, runId, { command: { do: 'replay', step, ...present({ params }) }, options });
  } catch (error) {
    if (!(error instanceof StepwrightError) || error.code !== 'NoSuchStep' || params !== undefined) throw error;
    const pending = await pendingAttempt(cluster, runId, step);
    if (pending === undefined) throw error;
    await operate(cluster, runId, { command: { do: 'retry', step }, options });
    await tryNow(cluster, runId, pending);
  }
}

/** `PENDING_ACTIVITY_STATE_SCHEDULED` of Temporal's API: no attempt is at work. */
const SCHEDULED = 1;

/** The activity of a step that waits for its next attempt. */
async function pendingAttempt({ client }: Cluster, runId: string, step: string): Promise<string | undefined> {
  const { raw } = await client.workflow.getHandle(runId).describe();
  const waiting = (raw.pendingActivities ?? []).filter(({ state }) => Number(state) === SCHEDULED);
  const ids = waiting.flatMap(({ activityId }) => activityId ?? []);
  return ids.find((id) => id === step) ?? ids.find((id) => id.split('.').at(-1) === step);
}

async function tryNow({ connection, config }: Cluster, workflowId: string, id: string): Promise<void> {
  await connection.workflowService
    .resetActivity({ namespace: config.namespace, execution: { workflowId }, id, identity: config.user })
    .catch((error: unknown) => {
      throw temporalError(error, `retry "${id}" of run "${workflowId}" now`);
    });
}

function hints(runId: string): Readonly<Record<string, string>> {
  return {
    NoSuchStep: `Its steps: stepwright progress ${runId}; of a run that has ended: stepwright rerun ${runId}`,
    NoSuchTask: `Those that wait: stepwright tasks ${runId}`,
    NotPaused: `stepwright pause ${runId}`,
    NothingToRollBack: `What can be undone: stepwright rollback plan ${runId}`,
  };
}
