import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { WorkflowStatus } from '../core/run/status.ts';
import type { BulkAction, BulkOptions, BulkOutcome, ListQuery } from './api.ts';
import { someAtOnce } from './at-once.ts';
import type { Cluster } from './cluster.ts';
import { listRuns } from './list-runs.ts';
import { RunHandle } from './run-handle.ts';
import { temporalError } from './temporal-errors.ts';

interface Bulk {
  readonly query: ListQuery;
  readonly options: BulkOptions;
}

/** Does something to all runs that fit, some at once; which ones they are is settled before the first. */
export async function* bulk(cluster: Cluster, action: BulkAction, { query, options }: Bulk): AsyncGenerator<BulkOutcome, void, void> {
  assertNamesSome(query, options);
  const runIds = await meant(cluster, action, query);
  if (options.dryRun === true) yield* runIds.map((runId) => ({ runId, action, dryRun: true }) as const);
  else yield* someAtOnce(runIds, (runId) => attempt(cluster, { action, runId }, options));
}

/** Fields of a query that choose runs by what they are; the others only widen or cut off. */
function assertNamesSome({ children: _children, limit: _limit, ...named }: ListQuery, { all = false }: BulkOptions): void {
  if (all || Object.values(named).some((value) => value !== undefined)) return;
  throw new StepwrightError('InvalidValue', 'which runs? Nothing names them', {
    class: 'validation',
    hint: 'Give a filter, such as --definition ID or --status FAILED; --all means every run of the task queue.',
  });
}

async function meant(cluster: Cluster, action: BulkAction, query: ListQuery): Promise<readonly string[]> {
  const runIds: string[] = [];
  const every = { limit: Number.MAX_SAFE_INTEGER, ...query, status: query.status ?? statusesFor(action, cluster) };
  for await (const { runId } of listRuns(cluster, every)) runIds.push(runId);
  return runIds;
}

/** Runs to which it can be done. */
function statusesFor(action: BulkAction, { searchAttributes }: Cluster): readonly WorkflowStatus[] {
  switch (action) {
    case 'pause':
      return ['PENDING', 'RUNNING'];
    case 'resume':
      // Where paused runs are not told apart all open ones are told, which changes nothing for the others.
      return searchAttributes ? ['PAUSED'] : ['RUNNING'];
    case 'cancel':
      return ['PENDING', 'RUNNING', 'PAUSED'];
    case 'rerun':
      return ['FAILED', 'ROLLED_BACK', 'PARTIAL', 'CANCELLED'];
  }
}

interface One {
  readonly action: BulkAction;
  readonly runId: string;
}

async function attempt(cluster: Cluster, { action, runId }: One, options: BulkOptions): Promise<BulkOutcome> {
  try {
    const rerun = await act(new RunHandle(cluster, runId), action, options);
    return { runId, action, ...(rerun === undefined ? {} : { rerun }) };
  } catch (error) {
    return { runId, error: error instanceof StepwrightError ? error : temporalError(error, `${action} run "${runId}"`) };
  }
}

/** Gives the id of the new run, where there is one. */
async function act(run: RunHandle, action: BulkAction, { cancel, rerun }: BulkOptions): Promise<string | undefined> {
  if (action === 'cancel') await run.cancel(cancel);
  // Its id is that of the run it repeats, so that doing it all again starts nothing twice.
  else if (action === 'rerun') return (await run.rerun({ ...rerun, id: `${run.id}~rerun` })).id;
  else await run[action]();
  return undefined;
}
