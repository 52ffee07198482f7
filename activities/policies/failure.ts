import { ApplicationFailure } from '@temporalio/common';

import type { Failure } from '../../src/core/errors/failure.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import { decideRetry } from '../../src/core/expression/decide-retry.ts';
import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import { classifyError } from './classify-error.ts';
import { plainJson } from './plain-json.ts';

/** Characters. Messages stay in the history as they are. */
const LONGEST_MESSAGE = 4_000;
const DEEPEST_CAUSE = 10;

/** Where a failure happened, and what has to be said about it in other words. */
export interface FailedAttempt {
  readonly envelope: ActionEnvelope;
  readonly attempt: number;
  /** Hides the attempt's secrets. */
  readonly redact: <T>(value: T) => T;
}

/** What was thrown, as Temporal wants it: the whole record in the details, and when to try again. */
export function temporalFailure(error: unknown, { envelope, attempt, redact }: FailedAttempt): ApplicationFailure {
  const readable = (thrown: unknown): Failure => {
    const record = plain(recordOf(thrown), 0);
    return { ...capped(redact(record)), class: record.class };
  };
  const failure: Failure = { ...readable(error), step: envelope.stepId, path: envelope.path, attempts: attempt };
  try {
    return toTemporal(failure, decideRetry(envelope.retry, failure, `${envelope.runId}/${envelope.path}`));
  } catch (unjudged) {
    // `retry.when` itself failed: the policy can't be followed.
    return toTemporal({ ...failure, ...readable(unjudged), cause: failure }, undefined);
  }
}

/** A failure that no policy tries again; `at` says where. */
export function finalFailure(error: unknown, at: Pick<Failure, 'step' | 'path' | 'attempts'> = {}): ApplicationFailure {
  return toTemporal({ ...capped(plain(recordOf(error), 0)), ...at }, undefined);
}

function toTemporal(failure: Failure, delay: number | undefined): ApplicationFailure {
  return ApplicationFailure.create({
    type: failure.code,
    message: failure.message,
    nonRetryable: delay === undefined,
    // The server takes 0 for "not given".
    ...(delay === undefined ? {} : { nextRetryDelay: Math.max(1, delay) }),
    details: [failure],
  });
}

/** The record that a failure of ours carries. */
export function recordIn({ details }: ApplicationFailure): Failure {
  return details?.[0] as Failure;
}

/** What was thrown as a record. A record has no hint: what to do stands at the end of its message. */
export function recordOf(error: unknown): Failure {
  try {
    const failure = classifyError(error);
    const hint = error instanceof StepwrightError ? error.hint : undefined;
    return hint === undefined ? failure : { ...failure, message: `${failure.message} (${hint})` };
  } catch {
    // An error that is its own cause, or whose fields throw.
    return { code: 'Error', class: 'unknown', message: 'the action threw something that cannot be read' };
  }
}

/** What JSON carries of a failure. */
function plain(failure: Failure, depth: number): Failure {
  const { cause, details, ...rest } = failure;
  return {
    ...rest,
    ...(details === undefined ? {} : { details: plainJson(details) }),
    ...(cause === undefined || depth >= DEEPEST_CAUSE ? {} : { cause: plain(cause, depth + 1) }),
  };
}

/** Cut when nothing is hidden in it any more: half a secret would not be found. */
function capped(failure: Failure): Failure {
  const { cause, message } = failure;
  return {
    ...failure,
    message: message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE)}… (${message.length} characters)`,
    ...(cause === undefined ? {} : { cause: capped(cause) }),
  };
}
