import { RetryState } from '@temporalio/common';
import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import type { Failure } from '../src/core/errors/failure.ts';
import { toFailure } from '../src/core/errors/stepwright-error.ts';
import type { Outcome } from '../src/core/interpreter/runtime.ts';

/** What a rejected Temporal call means for a step. */
export function outcomeOfFailure(error: unknown): Exclude<Outcome<never>, { status: 'completed' }> {
  if (isCancellation(error)) return { status: 'cancelled' };
  return { status: 'failed', failure: failureOf(error) };
}

/** The record of a failure, wherever it came from. */
export function failureOf(error: unknown): Failure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  // The server gives up between two attempts when the next would be too late, and tells the last failure.
  const tooLate = error instanceof ActivityFailure && error.retryState === RetryState.TIMEOUT;
  if (cause instanceof ApplicationFailure) return tooLate ? timedOut(TOO_LATE, recordOf(cause)) : recordOf(cause);
  if (cause instanceof TimeoutFailure) return timeoutOf(cause);
  return toFailure(cause);
}

/** The action's wrapper puts the whole record into the details; other failures are described by what they have. */
function recordOf(failure: ApplicationFailure): Failure {
  const [record] = failure.details ?? [];
  if (isFailure(record)) return record;
  return { code: failure.type ?? 'Error', class: failure.nonRetryable === true ? 'permanent' : 'unknown', message: failure.message };
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'code' in value && 'class' in value && 'message' in value;
}

function timeoutOf(failure: TimeoutFailure): Failure {
  const message = MEANING[failure.timeoutType ?? ''] ?? 'timed out';
  // Cut off in the middle of an attempt, the failure before it is known from the wrapper's beats alone.
  const { failures = 0, last } = beatOf(failure.lastHeartbeatDetails);
  const timeout = timedOut(message, failure.cause === undefined ? last : failureOf(failure.cause));
  return failures === 0 || failure.cause !== undefined ? timeout : { ...timeout, attempts: failures + 1 };
}

function beatOf(details: unknown): { readonly failures?: number; readonly last?: Failure } {
  return typeof details === 'object' && details !== null ? details : {};
}

function timedOut(message: string, cause: Failure | undefined): Failure {
  const attempts = cause?.attempts === undefined ? {} : { attempts: cause.attempts };
  return { code: 'Timeout', class: 'timeout', message, ...attempts, ...(cause === undefined ? {} : { cause }) };
}

const TOO_LATE = 'not done within totalTimeout';

const MEANING: Readonly<Record<string, string>> = {
  START_TO_CLOSE: 'the attempt was not done in time',
  SCHEDULE_TO_CLOSE: TOO_LATE,
  SCHEDULE_TO_START: 'no worker took it in time',
  HEARTBEAT: 'the workers that ran it were lost',
};
