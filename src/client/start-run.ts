import { randomBytes } from 'node:crypto';

import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { RunInput } from '../core/run/wire.ts';
import { priorityOf } from '../core/run/turn-taking.ts';
import type { StartOptions } from './api.ts';
import type { Cluster } from './cluster.ts';
import { describeRun } from './describe-run.ts';
import type { PreparedStart } from './prepare-start.ts';
import type { StartMemo } from '../core/run/start-memo.ts';
import { fromMemo, toMemo } from './run-memo.ts';
import { searchAttributesOf } from './search-attributes.ts';
import { serverMessage, temporalError } from './temporal-errors.ts';

/**
 * Starts a run; started before with the same definition and input, it is left as it is. Gives its id.
 *
 * @throws {StepwrightError} `RunIdConflict` when the id belongs to a run of something else
 */
export async function startRun(cluster: Cluster, prepared: PreparedStart, options: StartOptions): Promise<string> {
  const id = options.id ?? `${prepared.type}-${randomBytes(6).toString('hex')}`;
  const connection = await cluster.worker.ready();
  const { taskQueue } = cluster.config;
  try {
    await cluster.starts.start(connection, (client, requestEagerStart) =>
      request(client, { id, taskQueue, requestEagerStart, prepared, searchAttributes: cluster.searchAttributes }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw temporalError(error, `start run "${id}"`);
    await checkSame(cluster, id, prepared);
  }
  return id;
}

interface StartRequest {
  readonly id: string;
  readonly taskQueue: string;
  readonly requestEagerStart: boolean;
  readonly prepared: PreparedStart;
  readonly searchAttributes: boolean;
}

async function request(client: Client, start: StartRequest): Promise<void> {
  const { id, taskQueue, requestEagerStart, prepared, searchAttributes } = start;
  const { type, envelope, memo } = prepared;
  const { version, tags } = memo;
  const { key } = envelope;
  const argument: RunInput = { ...envelope, searchAttributes };
  try {
    await client.workflow.start<(input: RunInput) => Promise<unknown>>(type, {
      workflowId: id,
      taskQueue,
      requestEagerStart,
      args: [argument],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: prepared.summary,
      memo: toMemo(memo),
      ...priorityOf(prepared.turn ?? {}),
      ...(searchAttributes ? { typedSearchAttributes: searchAttributesOf({ definition: type, tags, ...present({ version, key }) }) } : {}),
    });
  } catch (error) {
    // The attributes were there when we connected: removed since, or not known to every host of the cluster yet.
    if (!searchAttributes || !/search attribute/i.test(serverMessage(error))) throw error;
    await request(client, { ...start, searchAttributes: false });
  }
}

async function checkSame(cluster: Cluster, id: string, prepared: PreparedStart): Promise<void> {
  const existing = await describeRun(cluster, id);
  const memo = fromMemo(existing.memo);
  const different = differenceBetween({ type: existing.type, memo }, prepared);
  if (different === undefined) return;
  throw new StepwrightError('RunIdConflict', `run "${id}" exists already, ${different}`, {
    class: 'validation',
    hint: `Choose another run id, or look at that run: stepwright result ${id}`,
  });
}

function differenceBetween(
  existing: { readonly type: string; readonly memo: StartMemo | undefined },
  prepared: PreparedStart,
): string | undefined {
  const { type, memo } = existing;
  if (type !== prepared.type) return `as a run of "${type}"`;
  if (memo === undefined) return 'started by another program, so its input is not known';
  if (differ(memo.definitionHash, prepared.memo.definitionHash)) return 'with another definition';
  if (differ(memo.version, prepared.memo.version)) return `with version ${memo.version ?? ''}`;
  return memo.inputHash === prepared.memo.inputHash ? undefined : 'with another input';
}

/** What one of the two does not say can't be a difference. */
function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}
