import { Context } from '@temporalio/activity';
import { CancelledFailure, ApplicationFailure } from '@temporalio/common';

import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import type { ActionResult } from '../../src/core/interpreter/runtime.ts';
import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import type { ActionContext, AnyAction, FileAccess } from '../../src/core/target/target.ts';
import { recordIn, temporalFailure } from './failure.ts';
import { Heartbeat } from './heartbeat.ts';
import { interruptible } from './interruption.ts';
import { jsonResult } from './json-result.ts';
import { parseParams } from './params.ts';

export interface ActionDeps {
  readonly files: FileAccess;
}

/**
 * One attempt of an action with every policy round it, in this order: params → (secrets → limits → cache → breaker, not built
 * yet) → timeout and heartbeat → (profile, not built yet) → run → result. Call it inside an activity.
 */
export async function runAction(action: AnyAction, envelope: ActionEnvelope, deps: ActionDeps): Promise<ActionResult> {
  const heartbeat = new Heartbeat();
  const started = performance.now();
  try {
    const params = await parseParams(action, envelope.params, `${envelope.target}.${envelope.action}`);
    const raw = await heartbeat.during(() =>
      interruptible(envelope.timeout, async (signal) => action.run(params, contextOf(envelope, { heartbeat, signal, files: deps.files }))),
    );
    const data = await jsonResult(raw, deps.files);
    return { data, ms: Math.round(performance.now() - started), attempts: heartbeat.attempt };
  } catch (error) {
    if (isVerdict(error)) throw error;
    const failure = temporalFailure(error, envelope, heartbeat.attempt);
    if (failure.nonRetryable !== true) heartbeat.countFailure(recordIn(failure));
    throw failure;
  }
}

/** Cancellation and shutdown are no failures of the action: Temporal gets them as they are. */
function isVerdict(error: unknown): boolean {
  const { aborted } = Context.current().cancellationSignal;
  return aborted && (error instanceof CancelledFailure || (error instanceof ApplicationFailure && error.type === 'WorkerShutdown'));
}

interface Attempt {
  readonly heartbeat: Heartbeat;
  readonly signal: AbortSignal;
  readonly files: FileAccess;
}

function contextOf({ runId, path }: ActionEnvelope, { heartbeat, signal, files }: Attempt): ActionContext {
  const { log } = Context.current();
  return {
    idempotencyKey: `${runId}/${path}`,
    signal,
    heartbeat: (details) => heartbeat.report(details),
    log: {
      info: (message, fields) => log.info(message, { ...fields }),
      warn: (message, fields) => log.warn(message, { ...fields }),
      error: (message, fields) => log.error(message, { ...fields }),
    },
    secrets: { get: missingSecret },
    attempt: heartbeat.attempt,
    path,
    runId,
    files,
  };
}

async function missingSecret(name: string): Promise<never> {
  throw new StepwrightError('SecretMissing', `there is no secret "${name}"`, {
    class: 'auth',
    hint: 'this version has no secrets yet: read it from the environment in the action',
  });
}
