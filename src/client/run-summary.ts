import type { WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

import { present } from '../core/present.ts';
import { WorkflowStatus } from '../core/run/status.ts';
import { SEARCH_ATTRIBUTES } from '../core/run/wire.ts';
import type { RunSummary } from './api.ts';
import { coarseStatus } from './describe-run.ts';
import { fromMemo } from './run-memo.ts';

const OPEN = `'Running'`;
const DONE = `'Completed'`;
const NOT_DONE = `'Failed', 'Terminated', 'TimedOut'`;

/** Temporal's statuses that a run of ours may have, in the server's query language. */
export const EXECUTION_STATUSES: Readonly<Record<WorkflowStatus, string>> = {
  PENDING: OPEN,
  RUNNING: OPEN,
  PAUSED: OPEN,
  COMPLETED: DONE,
  PARTIAL: DONE,
  FAILED: NOT_DONE,
  ROLLED_BACK: NOT_DONE,
  CANCELLED: `'Canceled'`,
};

/** What the server's list of executions tells of a run. */
export function summaryOf(info: Omit<WorkflowExecutionInfo, 'raw'>): RunSummary {
  const memo = fromMemo(info.memo);
  return {
    runId: info.workflowId,
    definition: info.type,
    ...present({
      version: memo?.version ?? keyword(info, SEARCH_ATTRIBUTES.version),
      key: keyword(info, SEARCH_ATTRIBUTES.key),
      parent: memo?.parent,
      resumedFrom: memo?.resumedFrom,
    }),
    status: statusOf(info),
    startTime: info.startTime,
    ...(info.closeTime === undefined ? {} : { endTime: info.closeTime }),
    tags: memo?.tags ?? [],
  };
}

/** Ours where it is a finer word for Temporal's: a terminated run could not write one. */
function statusOf(info: Omit<WorkflowExecutionInfo, 'raw'>): WorkflowStatus {
  const coarse = coarseStatus(info.status.name);
  const written = Object.values(WorkflowStatus).find((status) => status === keyword(info, SEARCH_ATTRIBUTES.status));
  const ended = info.status.name === 'TERMINATED' || info.status.name === 'TIMED_OUT';
  if (written === undefined || ended) return coarse;
  return EXECUTION_STATUSES[written] === EXECUTION_STATUSES[coarse] ? written : coarse;
}

function keyword(info: Pick<WorkflowExecutionInfo, 'typedSearchAttributes'>, name: string): string | undefined {
  return info.typedSearchAttributes.get(defineSearchAttributeKey(name, SearchAttributeType.KEYWORD));
}
