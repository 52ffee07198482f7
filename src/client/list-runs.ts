import type { WorkflowStatus } from '../core/run/status.ts';
import { SEARCH_ATTRIBUTES } from '../core/run/wire.ts';
import type { ListQuery, RunSummary, TaskQuery } from './api.ts';
import { assertKeysAreSearchable, hasKey } from './business-key.ts';
import type { Cluster } from './cluster.ts';
import type { ArchiveSweep } from './kept-api.ts';
import { quoted } from './quoted.ts';
import { EXECUTION_STATUSES, summaryOf } from './run-summary.ts';
import { temporalError } from './temporal-errors.ts';
import { withVariables } from './with-variables.ts';

const DEFAULT_LIMIT = 100;

/**
 * Runs of this task queue, the newest first. Where the namespace lacks our search attributes, PENDING, PAUSED, PARTIAL and
 * ROLLED_BACK are not told apart from Temporal's own.
 *
 * @throws {StepwrightError} `InvalidValue` when a key is asked for there; at the end `TemporalUnreachable`, when a run was asked for
 * its variables and no worker answered
 */
export async function* listRuns(cluster: Cluster, query: ListQuery): AsyncGenerator<RunSummary, void, void> {
  const { variables, limit = DEFAULT_LIMIT } = query;
  if (limit <= 0) return;
  const found = find(cluster, query, `ExecutionStatus != 'ContinuedAsNew'`);
  let given = 0;
  for await (const run of variables === undefined ? found : withVariables(cluster, found, variables)) {
    yield run;
    given += 1;
    if (given >= limit) return;
  }
}

/** The same of runs that ended then or later, child runs included if they are asked for, without a limit. */
export function endedRuns(cluster: Cluster, { closedSince, ...query }: ArchiveSweep): AsyncGenerator<RunSummary, void, void> {
  const terms = [`ExecutionStatus NOT IN ('Running', 'ContinuedAsNew')`];
  if (closedSince !== undefined) terms.push(`CloseTime >= ${quoted(closedSince.toISOString())}`);
  return find(cluster, { ...query, limit: Number.MAX_SAFE_INTEGER }, terms.join(' AND '));
}

/** The same of runs that have not ended, child runs and paused ones included, without a limit. */
export function openRuns(cluster: Cluster, query: TaskQuery): AsyncGenerator<RunSummary, void, void> {
  return find(cluster, { ...query, children: true }, `ExecutionStatus = 'Running'`);
}

async function* find(cluster: Cluster, query: ListQuery, whichOnes: string): AsyncGenerator<RunSummary, void, void> {
  if (query.key !== undefined) assertKeysAreSearchable(cluster);
  const wanted = { ...query, statuses: someOf(query.status), tags: someOf(query.tag) };
  try {
    for await (const info of cluster.client.workflow.list({ query: [whichOnes, ...visibilityTerms(cluster, wanted)].join(' AND ') })) {
      const run = summaryOf(info);
      if (fits(run, wanted)) yield run;
    }
  } catch (error) {
    throw temporalError(error, 'list runs');
  }
}

interface Wanted extends ListQuery {
  /** Empty: any. */
  readonly statuses: readonly WorkflowStatus[];
  readonly tags: readonly string[];
}

function someOf<T extends string>(one: T | readonly T[] | undefined): readonly T[] {
  if (one === undefined) return [];
  return typeof one === 'string' ? [one] : one;
}

/** As narrow as the server can; `fits` does the rest. */
function visibilityTerms({ config, searchAttributes }: Cluster, query: Wanted): readonly string[] {
  const { definition, version, statuses, tags, key, since, until } = query;
  const terms = [`TaskQueue = ${quoted(config.taskQueue)}`];
  if (definition !== undefined) terms.push(`WorkflowType = ${quoted(definition)}`);
  if (statuses.length > 0) terms.push(`ExecutionStatus IN (${[...new Set(statuses.map((each) => EXECUTION_STATUSES[each]))].join(', ')})`);
  if (since !== undefined) terms.push(`StartTime >= ${quoted(since.toISOString())}`);
  if (until !== undefined) terms.push(`StartTime < ${quoted(until.toISOString())}`);
  if (searchAttributes) {
    if (version !== undefined) terms.push(`${SEARCH_ATTRIBUTES.version} = ${quoted(version)}`);
    for (const tag of tags) terms.push(`${SEARCH_ATTRIBUTES.tags} = ${quoted(tag)}`);
    if (key !== undefined) terms.push(hasKey(key));
    if (statuses.length > 0 && statuses.every((each) => ONLY_OURS.has(each)))
      terms.push(`${SEARCH_ATTRIBUTES.status} IN (${statuses.map(quoted).join(', ')})`);
  }
  return terms;
}

/** Statuses that Temporal's own do not tell apart. */
const ONLY_OURS: ReadonlySet<WorkflowStatus> = new Set(['PENDING', 'PAUSED', 'PARTIAL', 'ROLLED_BACK']);

function fits(run: RunSummary, { version, statuses, tags, children = false }: Wanted): boolean {
  return (
    (children || run.parent === undefined) &&
    (version === undefined || run.version === version) &&
    (statuses.length === 0 || statuses.includes(run.status)) &&
    tags.every((tag) => run.tags.includes(tag))
  );
}
