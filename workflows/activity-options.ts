import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';
import type { ActionCall } from '../src/core/interpreter/runtime.ts';
import { priorityOf } from '../src/core/run/turn-taking.ts';
import { activityId } from './activity-id.ts';

/** The wrapper beats every 200 ms: this long without a beat means that the worker is gone. */
const HEARTBEAT_TIMEOUT = 5_000;
/** The wrapper keeps the time limit, from when a worker's limits let the call begin; past this wait it is queued anew. */
const GRACE = 10 * 60_000;
/** Attempts a lost worker may use up beside the action's own. */
const LOST_WORKERS = 20;

/**
 * How an action is scheduled. Attempts and delays are decided by the wrapper (`nextRetryDelay`, non-retryable at the
 * last): the server's own policy is only met when a worker was lost, which must not count as an attempt of the action.
 */
export function activityOptions(call: ActionCall): ActivityOptions {
  return {
    activityId: activityId(call.path),
    summary: call.summary,
    startToCloseTimeout: call.timeout + GRACE,
    ...(call.totalTimeout === undefined ? {} : { scheduleToCloseTimeout: call.totalTimeout }),
    heartbeatTimeout: HEARTBEAT_TIMEOUT,
    retry: { maximumAttempts: call.retry.maxAttempts + LOST_WORKERS, initialInterval: 500, backoffCoefficient: 1 },
    // The outcome of a cancelled action must be known before its effects are undone.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    ...(call.taskQueue === undefined ? {} : { taskQueue: call.taskQueue }),
    ...priorityOf(call),
  };
}
