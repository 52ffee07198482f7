import type { WorkflowStatus } from '../core/run/status.ts';
import { SEARCH_ATTRIBUTES } from '../core/run/wire.ts';
import type { ListQuery, RunSummary, TaskQuery } from './api.ts';
import { assertKeysAreSearchable, hasKey } from './business-key.ts';
import type { Cluster } from './cluster.ts';
import type { ArchiveSweep } from './kept-api.ts';
import { quoted } from './quoted.ts';
import { EXECUTION_STATUSES, summaryOf } from './run-summary.ts';
import { temporalError } from './temporal-errors.ts';

const DEFAULT_LIMIT = 100;

/**
 * Runs of this task queue, the newest first. Where the namespace lacks our search attributes, PAUSED, PARTIAL and ROLLED_BACK
 * are not told apart.
 *
 * @throws {StepwrightError} `InvalidValue` when a key is asked for there
 */
export function listRuns(cluster: Cluster, query: ListQuery): AsyncGenerator<RunSummary, void, void> {
  return find(cluster, query, `ExecutionStatus != 'ContinuedAsNew'`);
}

/** The same of runs that ended then or later, child runs included if they are asked for, without a limit. */
export function endedRuns(cluster: Cluster, { closedSince, ...query }: ArchiveSweep): AsyncGenerator<RunSummary, void, void> {
  const terms = [`ExecutionStatus NOT IN ('Running', 'ContinuedAsNew')`];
  if (closedSince !== undefined) terms.push(`CloseTime >= ${quoted(closedSince.toISOString())}`);
  return find(cluster, { ...query, limit: Number.MAX_SAFE_INTEGER }, terms.join(' AND '));
}

/** The same of runs that have not ended, child runs and paused ones included, without a limit. */
export function openRuns(cluster: Cluster, query: TaskQuery): AsyncGenerator<RunSummary, void, void> {
  return find(cluster, { ...query, children: true, limit: Number.MAX_SAFE_INTEGER }, `ExecutionStatus = 'Running'`);
}

async function* find(cluster: Cluster, query: ListQuery, whichOnes: string): AsyncGenerator<RunSummary, void, void> {
  const limit = query.limit ?? DEFAULT_LIMIT;
  let given = 0;
  if (query.key !== undefined) assertKeysAreSearchable(cluster);
  if (limit <= 0) return;
  try {
    for await (const info of cluster.client.workflow.list({ query: [whichOnes, ...visibilityTerms(cluster, query)].join(' AND ') })) {
      const run = summaryOf(info);
      if (!fits(run, query)) continue;
      yield run;
      given += 1;
      if (given >= limit) return;
    }
  } catch (error) {
    throw temporalError(error, 'list runs');
  }
}

/** As narrow as the server can; `fits` does the rest. */
function visibilityTerms({ config, searchAttributes }: Cluster, query: ListQuery): readonly string[] {
  const { definition, version, status, tag, key, since } = query;
  const terms = [`TaskQueue = ${quoted(config.taskQueue)}`];
  if (definition !== undefined) terms.push(`WorkflowType = ${quoted(definition)}`);
  if (status !== undefined) terms.push(`ExecutionStatus IN (${EXECUTION_STATUSES[status]})`);
  if (since !== undefined) terms.push(`StartTime >= ${quoted(since.toISOString())}`);
  if (searchAttributes) {
    if (version !== undefined) terms.push(`${SEARCH_ATTRIBUTES.version} = ${quoted(version)}`);
    if (tag !== undefined) terms.push(`${SEARCH_ATTRIBUTES.tags} = ${quoted(tag)}`);
    if (key !== undefined) terms.push(hasKey(key));
    if (status !== undefined && ONLY_OURS.has(status)) terms.push(`${SEARCH_ATTRIBUTES.status} = ${quoted(status)}`);
  }
  return terms;
}

/** Statuses that Temporal's own do not tell apart. */
const ONLY_OURS: ReadonlySet<WorkflowStatus> = new Set(['PAUSED', 'PARTIAL', 'ROLLED_BACK']);

function fits(run: RunSummary, { version, status, tag, children = false }: ListQuery): boolean {
  return (
    (children || run.parent === undefined) &&
    (version === undefined || run.version === version) &&
    (status === undefined || run.status === status) &&
    (tag === undefined || run.tags.includes(tag))
  );
}
