import type { WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

import { WorkflowStatus } from '../core/run/status.ts';
import { SEARCH_ATTRIBUTES } from '../core/run/wire.ts';
import type { ListQuery, RunSummary } from './api.ts';
import type { Cluster } from './cluster.ts';
import { coarseStatus } from './describe-run.ts';
import { fromMemo } from './run-memo.ts';
import { temporalError } from './temporal-errors.ts';

const DEFAULT_LIMIT = 100;

/** Runs of this task queue, the newest first. Where the namespace lacks our search attributes, PAUSED, PARTIAL and ROLLED_BACK are not told apart. */
export async function* listRuns({ client, config, searchAttributes }: Cluster, query: ListQuery): AsyncGenerator<RunSummary, void, void> {
  const limit = query.limit ?? DEFAULT_LIMIT;
  let given = 0;
  if (limit <= 0) return;
  try {
    for await (const info of client.workflow.list({ query: visibilityQuery(query, config.taskQueue, searchAttributes) })) {
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
function visibilityQuery(query: ListQuery, taskQueue: string, searchAttributes: boolean): string {
  const { definition, version, status, tag, since } = query;
  const terms = [`TaskQueue = ${quoted(taskQueue)}`, `ExecutionStatus != 'ContinuedAsNew'`];
  if (definition !== undefined) terms.push(`WorkflowType = ${quoted(definition)}`);
  if (status !== undefined) terms.push(`ExecutionStatus IN (${EXECUTION_STATUSES[status]})`);
  if (since !== undefined) terms.push(`StartTime >= ${quoted(since.toISOString())}`);
  if (searchAttributes) {
    if (version !== undefined) terms.push(`${SEARCH_ATTRIBUTES.version} = ${quoted(version)}`);
    if (tag !== undefined) terms.push(`${SEARCH_ATTRIBUTES.tags} = ${quoted(tag)}`);
    if (status !== undefined && ONLY_OURS.has(status)) terms.push(`${SEARCH_ATTRIBUTES.status} = ${quoted(status)}`);
  }
  return terms.join(' AND ');
}

const OPEN = `'Running'`;
const DONE = `'Completed'`;
const NOT_DONE = `'Failed', 'Terminated', 'TimedOut'`;

const EXECUTION_STATUSES: Readonly<Record<WorkflowStatus, string>> = {
  PENDING: OPEN,
  RUNNING: OPEN,
  PAUSED: OPEN,
  COMPLETED: DONE,
  PARTIAL: DONE,
  FAILED: NOT_DONE,
  ROLLED_BACK: NOT_DONE,
  CANCELLED: `'Canceled'`,
};

/** Statuses that Temporal's own do not tell apart. */
const ONLY_OURS: ReadonlySet<WorkflowStatus> = new Set(['PAUSED', 'PARTIAL', 'ROLLED_BACK']);

function summaryOf(info: WorkflowExecutionInfo): RunSummary {
  const memo = fromMemo(info.memo);
  const version = memo?.version ?? keyword(info, SEARCH_ATTRIBUTES.version);
  return {
    runId: info.workflowId,
    definition: info.type,
    ...(version === undefined ? {} : { version }),
    status: statusOf(info),
    startTime: info.startTime,
    ...(info.closeTime === undefined ? {} : { endTime: info.closeTime }),
    tags: memo?.tags ?? [],
  };
}

/** Ours where it is a finer word for Temporal's: a terminated run could not write one. */
function statusOf(info: WorkflowExecutionInfo): WorkflowStatus {
  const coarse = coarseStatus(info.status.name);
  const written = Object.values(WorkflowStatus).find((status) => status === keyword(info, SEARCH_ATTRIBUTES.status));
  const ended = info.status.name === 'TERMINATED' || info.status.name === 'TIMED_OUT';
  if (written === undefined || ended) return coarse;
  return EXECUTION_STATUSES[written] === EXECUTION_STATUSES[coarse] ? written : coarse;
}

function keyword(info: WorkflowExecutionInfo, name: string): string | undefined {
  return info.typedSearchAttributes.get(defineSearchAttributeKey(name, SearchAttributeType.KEYWORD));
}

function fits(run: RunSummary, { version, status, tag }: ListQuery): boolean {
  return (
    (version === undefined || run.version === version) &&
    (status === undefined || run.status === status) &&
    (tag === undefined || run.tags.includes(tag))
  );
}

/** Text in the server's query language. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
