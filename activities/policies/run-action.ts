import { Context } from '@temporalio/activity';

import type { ActionResult } from '../../src/core/interpreter/runtime.ts';
import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import type { ActionContext, AnyAction, FileAccess } from '../../src/core/target/target.ts';
import { present } from '../../src/core/present.ts';
import type { Breaker } from '../../src/records/breaker.ts';
import type { Cache } from '../../src/records/cache.ts';
import type { CpuProcesses } from '../cpu/processes.ts';
import { throughCache } from './cache.ts';
import { throughBreaker } from './circuit-breaker.ts';
import { recordIn, temporalFailure } from './failure.ts';
import { Heartbeat } from './heartbeat.ts';
import { isVerdict, TimeLimit } from './interruption.ts';
import { jsonResult } from './json-result.ts';
import type { Limits } from './limits.ts';
import { parseParams } from './params.ts';
import { plainJson } from './plain-json.ts';
import { AttemptSecrets } from './secrets/attempt-secrets.ts';
import type { SecretProvider } from './secrets/provider.ts';
import { UsageMeter } from './usage.ts';

export interface ActionDeps {
  readonly files: FileAccess;
  readonly cache: Cache;
  readonly breaker: Breaker;
  readonly cpu: CpuProcesses;
  readonly limits: Limits;
  /** In the order they are asked. Absent: params are data and name no secrets. */
  readonly secrets?: readonly SecretProvider[];
}

/**
 * One attempt of an action with every policy round it, in this order: secrets → params → cache → limits (what is kept is no
 * call) → circuit breaker → timeout → run → result; it beats meanwhile. Call it inside an activity.
 */
export async function runAction(action: AnyAction, envelope: ActionEnvelope, deps: ActionDeps): Promise<ActionResult> {
  const heartbeat = new Heartbeat();
  const limit = new TimeLimit(envelope.timeout);
  const started = performance.now();
  const secrets = new AttemptSecrets(deps.secrets ?? []);
  const files = secrets.guard(deps.files);
  const meter = new UsageMeter(deps.cpu);
  try {
    const filled = deps.secrets === undefined ? envelope.params : await secrets.resolve(envelope.params);
    const params = await parseParams(action, filled, `${envelope.target}.${envelope.action}`);
    const run = () => limit.during(async (signal) => meter.run(action, params, contextOf(envelope, { heartbeat, signal, files, secrets })));
    const guarded = () =>
      deps.limits.through(envelope, limit, () => throughBreaker(envelope, { ...deps, attempt: heartbeat.attempt }, run));
    const { data, cached } = await heartbeat.during(() =>
      throughCache(envelope, { ...deps, limit }, async () => secrets.redact(await jsonResult(await guarded(), files))),
    );
    return {
      data,
      ms: Math.round(performance.now() - started),
      attempts: heartbeat.attempt,
      ...(cached ? { cached } : {}),
      ...present({ usage: meter.usage }),
    };
  } catch (error) {
    if (isVerdict(error)) throw error;
    const failure = temporalFailure(error, { envelope, attempt: heartbeat.attempt, redact: (value) => secrets.redact(value) });
    if (failure.nonRetryable !== true) heartbeat.countFailure(recordIn(failure));
    throw failure;
  }
}

interface Attempt {
  readonly heartbeat: Heartbeat;
  readonly signal: AbortSignal;
  readonly files: FileAccess;
  readonly secrets: AttemptSecrets;
}

function contextOf({ runId, path }: ActionEnvelope, { heartbeat, signal, files, secrets }: Attempt): ActionContext {
  const { log } = Context.current();
  const at = (level: 'info' | 'warn' | 'error') => (message: string, fields?: Readonly<Record<string, unknown>>) =>
    log[level](secrets.redactText(message), { ...secrets.redact(fields) });
  return {
    idempotencyKey: `${runId}/${path}`,
    signal,
    heartbeat: (details) => heartbeat.report(secrets.redact(plainJson(details))),
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    secrets: { get: (name) => secrets.get(name) },
    attempt: heartbeat.attempt,
    path,
    runId,
    files,
  };
}
