import { StepwrightError } from '../errors/stepwright-error.ts';
import { referencesOfExpression } from '../expression/static.ts';
import type { Duration } from '../definition/json.ts';
import type { RetryPolicy } from '../definition/step-base.ts';
import { parseDuration } from '../run/duration.ts';
import type { RetrySpec } from '../run/retry.ts';
import type { Frame } from './frame.ts';
import type { RunContext } from './run-context.ts';
import type { ActionCall, ActionResult, Outcome } from './runtime.ts';
import type { Scope } from './scope.ts';

/** An action with no timeout anywhere has this long. */
const DEFAULT_TIMEOUT = 10 * 60_000;
/** Longest delay between attempts unless the policy says otherwise. */
const MOST_DELAY = 60_000;
const ONE_ATTEMPT: RetrySpec = {
  maxAttempts: 1,
  strategy: 'fixed',
  baseDelay: 0,
  maxDelay: 0,
  factor: 1,
  delays: [],
  jitter: 0,
  nonRetryable: [],
};

/** What a step or a rollback says about the call it makes, not resolved yet. */
export interface CallRequest {
  readonly path: string;
  readonly stepId: string;
  /** Text as it is, where there is no `summary`. */
  readonly name: string;
  readonly summary?: string | undefined;
  readonly target: string;
  readonly action: string;
  readonly params: unknown;
  readonly retry?: RetryPolicy | undefined;
  readonly timeout?: Duration | undefined;
  readonly totalTimeout?: Duration | undefined;
  readonly taskQueue?: string | undefined;
  readonly priority?: number | undefined;
}

/** Resolves everything a call needs; each attempt then gets the same. */
export function resolveCall(run: RunContext, frame: Frame, request: CallRequest): ActionCall {
  const { definition, evaluator } = run;
  const text = (value: string) => String(evaluator.resolve(value, frame));
  const duration = (value: Duration, field: string) => resolveDuration(run, frame, { value, field });
  const retry = request.retry ?? definition.defaults?.retry;
  const taskQueue = request.taskQueue ?? definition.defaults?.taskQueue;
  return {
    path: request.path,
    stepId: request.stepId,
    target: request.target,
    action: request.action,
    params: evaluator.resolve(request.params ?? {}, frame) as Readonly<Record<string, unknown>>,
    retry: retry === undefined ? ONE_ATTEMPT : resolveRetry(run, frame, retry),
    timeout: duration(request.timeout ?? definition.defaults?.timeout ?? DEFAULT_TIMEOUT, 'timeout'),
    ...(request.totalTimeout === undefined ? {} : { totalTimeout: duration(request.totalTimeout, 'totalTimeout') }),
    ...(taskQueue === undefined ? {} : { taskQueue: text(taskQueue) }),
    ...(request.priority === undefined ? {} : { priority: request.priority }),
    summary: `${request.path} · ${request.summary === undefined ? request.name : text(request.summary)}`,
  };
}

/** Makes the call when a slot is free and the run is not paused; a cancelled scope gives the place up. */
export async function call(run: RunContext, scope: Scope, action: ActionCall): Promise<Outcome<ActionResult>> {
  if (!(await enter(run, scope))) return { status: 'cancelled' };
  try {
    return await run.runtime.callAction(scope, action);
  } finally {
    run.slots.release();
  }
}

/** Takes a slot. A run paused while the call waited for one starts nothing: the slot is given back until it goes on. */
async function enter(run: RunContext, scope: Scope): Promise<boolean> {
  while (await run.slots.take(scope)) {
    if (!run.gate.closed) return true;
    run.slots.release();
    await run.gate.pass(scope);
  }
  return false;
}

/** A duration that may hold references, in milliseconds. */
export function resolveDuration(run: RunContext, frame: Frame, at: { readonly value: Duration; readonly field: string }): number {
  const value = run.evaluator.resolve(at.value, frame);
  const ms = parseDuration(value);
  if (ms !== undefined) return ms;
  throw new StepwrightError('InvalidDuration', `${at.field}: ${JSON.stringify(value)} is not a duration`, {
    class: 'validation',
    hint: 'write milliseconds, text such as 30s or 1h30m, or ISO 8601 such as PT30S',
  });
}

function resolveRetry(run: RunContext, frame: Frame, policy: RetryPolicy): RetrySpec {
  const duration = (value: Duration | undefined, fallback: number, field: string) =>
    value === undefined ? fallback : resolveDuration(run, frame, { value, field: `retry.${field}` });
  const baseDelay = duration(policy.baseDelay, 1000, 'baseDelay');
  return {
    maxAttempts: policy.maxAttempts ?? (policy.delays === undefined ? 3 : policy.delays.length + 1),
    strategy: policy.strategy ?? (policy.delays === undefined ? 'exponential' : 'custom'),
    baseDelay,
    // Whoever writes a longer first delay means it.
    maxDelay: duration(policy.maxDelay, Math.max(MOST_DELAY, baseDelay), 'maxDelay'),
    factor: policy.factor ?? 2,
    delays: (policy.delays ?? []).map((delay) => duration(delay, 0, 'delays')),
    jitter: policy.jitter ?? 0,
    ...(policy.retryOn === undefined ? {} : { retryOn: policy.retryOn }),
    nonRetryable: policy.nonRetryable ?? [],
    ...(policy.when === undefined ? {} : { when: freeze(run, frame, String(policy.when)) }),
  };
}

/** The expression with the values it names, so that it can be judged where the attempts are made. */
function freeze(run: RunContext, frame: Frame, source: string): NonNullable<RetrySpec['when']> {
  const values: Record<string, unknown> = {};
  for (const { root } of referencesOfExpression(source, run.names)) {
    if (root === 'error' || root === 'attempt') continue;
    values[root] = frame.lookup(root)?.value ?? null;
  }
  return { source, values };
}
