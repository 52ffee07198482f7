import { Context } from '@temporalio/activity';

import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import type { ActionResult } from '../../src/core/interpreter/runtime.ts';
import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import type { ActionContext, AnyAction, FileAccess } from '../../src/core/target/target.ts';
import type { Breaker } from '../../src/records/breaker.ts';
import type { Cache } from '../../src/records/cache.ts';
import { throughCache } from './cache.ts';
import { throughBreaker } from './circuit-breaker.ts';
import { recordIn, temporalFailure } from './failure.ts';
import { Heartbeat } from './heartbeat.ts';
import { isVerdict, TimeLimit } from './interruption.ts';
import { jsonResult } from './json-result.ts';
import { parseParams } from './params.ts';

export interface ActionDeps {
  readonly files: FileAccess;
  readonly cache: Cache;
  readonly breaker: Breaker;
}

/**
 * One attempt of an action with every policy round it, in this order: params → (secrets → limits, not built yet) → cache → circuit
 * breaker → timeout → run → result; it beats meanwhile. Call it inside an activity.
 */
export async function runAction(action: AnyAction, envelope: ActionEnvelope, deps: ActionDeps): Promise<ActionResult> {
  const heartbeat = new Heartbeat();
  const limit = new TimeLimit(envelope.timeout);
  const started = performance.now();
  try {
    const params = await parseParams(action, envelope.params, `${envelope.target}.${envelope.action}`);
    const run = () => limit.during(async (signal) => action.run(params, contextOf(envelope, { heartbeat, signal, files: deps.files })));
    const guarded = () => throughBreaker(envelope, { ...deps, attempt: heartbeat.attempt }, run);
    const { data, cached } = await heartbeat.during(() =>
      throughCache(envelope, { ...deps, limit }, async () => jsonResult(await guarded(), deps.files)),
    );
    return { data, ms: Math.round(performance.now() - started), attempts: heartbeat.attempt, ...(cached ? { cached } : {}) };
  } catch (error) {
    if (isVerdict(error)) throw error;
    const failure = temporalFailure(error, envelope, heartbeat.attempt);
    if (failure.nonRetryable !== true) heartbeat.countFailure(recordIn(failure));
    throw failure;
  }
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
