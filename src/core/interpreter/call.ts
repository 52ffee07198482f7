import { StepwrightError } from '../errors/stepwright-error.ts';
import type { FrozenCondition } from '../expression/frozen-condition.ts';
import { referencesOfExpression } from '../expression/static.ts';
import type { Duration } from '../definition/json.ts';
import type { RetryPolicy } from '../definition/step-base.ts';
import { parseDuration } from '../run/duration.ts';
import type { RetrySpec } from '../run/retry.ts';
import type { Frame } from './frame.ts';
import type { ListPlace } from './run-context.ts';
import type { ActionCall, ActionResult, Outcome } from './runtime.ts';
import type { Scope } from './scope.ts';
import type { Slots } from './slots.ts';
import { turnTaking } from './turn-taking.ts';

/** An action with no timeout anywhere has this long. */
const DEFAULT_TIMEOUT = 10 * 60_000;
/** Longest delay between attempts unless the policy says otherwise. */
const MOST_DELAY = 60_000;
export const ONE_ATTEMPT: RetrySpec = {
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
export function resolveCall(frame: Frame, request: CallRequest): ActionCall {
  const { defaults } = frame;
  const text = (value: string) => String(frame.resolve(value));
  const duration = (value: Duration, field: string) => resolveDuration(frame, { value, field });
  const retry = request.retry ?? defaults.retry;
  const taskQueue = request.taskQueue ?? defaults.taskQueue;
  return {
    path: request.path,
    stepId: request.stepId,
    target: request.target,
    action: request.action,
    params: frame.resolve(request.params ?? {}) as Readonly<Record<string, unknown>>,
    retry: retry === undefined ? ONE_ATTEMPT : resolveRetry(frame, retry),
    timeout: duration(request.timeout ?? defaults.timeout ?? DEFAULT_TIMEOUT, 'timeout'),
    ...(request.totalTimeout === undefined ? {} : { totalTimeout: duration(request.totalTimeout, 'totalTimeout') }),
    ...(taskQueue === undefined ? {} : { taskQueue: text(taskQueue) }),
    ...turnTaking(frame, request.priority),
    summary: `${request.path} · ${request.summary === undefined ? request.name : text(request.summary)}`,
  };
}

/** Where a call is made from. */
export type CallPlace = Pick<ListPlace, 'run' | 'scope' | 'slots'>;

/** Makes the call when its slots are free and the run is not paused; a cancelled scope gives the place up. */
export async function call(at: CallPlace, action: ActionCall): Promise<Outcome<ActionResult>> {
  return inSlots(at, action.path, () => at.run.runtime.callAction(at.scope, action));
}

/** Does what counts as a call. The caller tells the hand-over when its outcome is in the journal. */
export async function inSlots<T>(at: CallPlace, path: string, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  if (!(await enter(at, path))) return { status: 'cancelled' };
  try {
    return await work();
  } finally {
    for (const slots of at.slots) slots.release();
  }
}

/** Takes the slots. A run paused, or about to be handed over, meanwhile starts nothing: they are given back until it goes on. */
async function enter({ run, scope, slots }: CallPlace, path: string): Promise<boolean> {
  while (await takeAll(slots, scope)) {
    if (!run.gate.closed && !run.handOver.gate.closed) {
      run.handOver.begin(path);
      return true;
    }
    for (const each of slots) each.release();
    await run.gate.pass(scope);
    await run.handOver.gate.pass(scope);
  }
  return false;
}

/** From the innermost to the outermost, always: nobody who holds one waits for one further in. */
async function takeAll(all: readonly Slots[], scope: Scope): Promise<boolean> {
  for (const [index, slots] of all.entries()) {
    if (await slots.take(scope)) continue;
    for (const taken of all.slice(0, index)) taken.release();
    return false;
  }
  return true;
}

/** A duration that may hold references, in milliseconds. */
export function resolveDuration(frame: Frame, at: { readonly value: Duration; readonly field: string }): number {
  const value = frame.resolve(at.value);
  const ms = parseDuration(value);
  if (ms !== undefined) return ms;
  throw new StepwrightError('InvalidDuration', `${at.field}: ${JSON.stringify(value)} is not a duration`, {
    class: 'validation',
    hint: 'write milliseconds, text such as 30s or 1h30m, or ISO 8601 such as PT30S',
  });
}

export function resolveRetry(frame: Frame, policy: RetryPolicy): RetrySpec {
  const duration = (value: Duration | undefined, fallback: number, field: string) =>
    value === undefined ? fallback : resolveDuration(frame, { value, field: `retry.${field}` });
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
    ...(policy.when === undefined ? {} : { when: freeze(frame, String(policy.when), ['error', 'attempt']) }),
  };
}

/** The expression with the values it names, so that it can be judged where the call is made; `given` is what is known there alone. */
export function freeze(frame: Frame, source: string, given: readonly string[]): FrozenCondition {
  const values: Record<string, unknown> = {};
  for (const { root } of referencesOfExpression(source, frame.known)) {
    if (!given.includes(root)) values[root] = frame.lookup(root)?.value ?? null;
  }
  return { source, values };
}
