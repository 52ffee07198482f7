import { Context } from '@temporalio/activity';
import type { ApplicationFailure } from '@temporalio/common';

import type { ActionResult } from '../../src/core/interpreter/runtime.ts';
import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import type { ActionContext, AnyAction, FileAccess } from '../../src/core/target/target.ts';
import { present } from '../../src/core/present.ts';
import type { Breaker } from '../../src/records/breaker.ts';
import type { Cache } from '../../src/records/cache.ts';
import { Attempt, type AttemptHost, type AttemptsUnderWay } from './attempt.ts';
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
import type { Stop } from './stop.ts';
import { UsageMeter } from './usage.ts';

export interface ActionDeps {
  readonly files: FileAccess;
  readonly cache: Cache;
  readonly breaker: Breaker;
  readonly underWay: AttemptsUnderWay;
  readonly cpu: CpuProcesses;
  readonly limits: Limits;
  /** In the order they are asked. Absent: params are data and name no secrets. */
  readonly secrets?: readonly SecretProvider[];
}

/** One attempt of an action as an activity: the server is told that it is alive, and decides on the next one. Call it inside an activity. */
export async function runAction(action: AnyAction, envelope: ActionEnvelope, deps: ActionDeps): Promise<ActionResult> {
  const activity = Context.current();
  const heartbeat = new Heartbeat(envelope.earlier);
  const attempt = deps.underWay.take(envelope, heartbeat.attempt) ?? beginAttempt(action, envelope, { deps, attempt: heartbeat.attempt });
  const off = attempt.follow(activity, (details) => heartbeat.report(details));
  try {
    return await heartbeat.during(attempt.result);
  } catch (error) {
    if (!isVerdict(error, attempt) && (error as ApplicationFailure).nonRetryable !== true)
      heartbeat.countFailure(recordIn(error as ApplicationFailure));
    throw error;
  } finally {
    off();
  }
}

interface Beginning {
  readonly deps: ActionDeps;
  /** From 1. */
  readonly attempt: number;
}

/**
 * Begins one attempt of an action with every policy round it, in this order: secrets → params → cache → limits (what is kept is no
 * call) → circuit breaker → timeout → run → result. It rejects with what Temporal wants to see.
 */
export function beginAttempt(action: AnyAction, envelope: ActionEnvelope, { deps, attempt }: Beginning): Attempt {
  return new Attempt(attempt, (host) => perform(action, envelope, { deps, host }));
}

interface Performance {
  readonly deps: ActionDeps;
  readonly host: AttemptHost;
}

async function perform(action: AnyAction, envelope: ActionEnvelope, { deps, host }: Performance): Promise<ActionResult> {
  const limit = new TimeLimit(envelope.timeout, host);
  const started = performance.now();
  const secrets = new AttemptSecrets(deps.secrets ?? []);
  const files = secrets.guard(deps.files);
  const meter = new UsageMeter(deps.cpu);
  try {
    const filled = deps.secrets === undefined ? envelope.params : await secrets.resolve(envelope.params);
    const params = await parseParams(action, filled, `${envelope.target}.${envelope.action}`);
    const run = () => limit.during(async (stop) => meter.run(action, params, contextOf(envelope, { host, stop, files, secrets })));
    const guarded = () => deps.limits.through(envelope, limit, () => throughBreaker(envelope, { ...deps, host }, run));
    const { data, cached } = await throughCache(envelope, { ...deps, limit }, async () =>
      secrets.redact(await jsonResult(await guarded(), files)),
    );
    return {
      data,
      ms: Math.round(performance.now() - started),
      attempts: host.attempt,
      ...(cached ? { cached } : {}),
      ...present({ usage: meter.usage }),
    };
  } catch (error) {
    if (isVerdict(error, host)) throw error;
    throw temporalFailure(error, { envelope, attempt: host.attempt, redact: (value) => secrets.redact(value) });
  }
}

interface Given {
  readonly host: AttemptHost;
  readonly stop: Stop;
  readonly files: FileAccess;
  readonly secrets: AttemptSecrets;
}

function contextOf({ runId, path }: ActionEnvelope, { host, stop, files, secrets }: Given): ActionContext {
  const { log } = Context.current();
  const at = (level: 'info' | 'warn' | 'error') => (message: string, fields?: Readonly<Record<string, unknown>>) =>
    log[level](secrets.redactText(message), { ...secrets.redact(fields) });
  return {
    idempotencyKey: `${runId}/${path}`,
    get signal() {
      return stop.signal;
    },
    heartbeat: (details) => host.report(secrets.redact(plainJson(details))),
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    secrets: { get: (name) => secrets.get(name) },
    attempt: host.attempt,
    path,
    runId,
    files,
  };
}
