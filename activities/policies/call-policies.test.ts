import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { memoryStore } from '../../test/helpers/memory-store.ts';
import { tempFolder } from '../../test/helpers/temp-folder.ts';
import type { Failure } from '../../src/core/errors/failure.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import type { ActionResult } from '../../src/core/interpreter/runtime.ts';
import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import { action } from '../../src/core/target/action.ts';
import type { ActionContext, AnyAction } from '../../src/core/target/target.ts';
import { PayloadFiles } from '../../src/files/payload-files.ts';
import { PayloadFolder } from '../../src/files/payload-folder.ts';
import { Breaker } from '../../src/records/breaker.ts';
import { Cache } from '../../src/records/cache.ts';
import { Outage } from '../../src/records/outage.ts';
import { AttemptsUnderWay } from './attempt.ts';
import { CpuProcesses } from '../cpu/processes.ts';
import { Limits } from './limits.ts';
import { runAction, type ActionDeps } from './run-action.ts';

const RETRY = {
  maxAttempts: 3,
  strategy: 'fixed',
  baseDelay: 10,
  maxDelay: 10,
  factor: 1,
  delays: [],
  jitter: 0,
  nonRetryable: [],
} as const;
const CACHE = { scope: 'definition', definition: 'd', ttl: 60_000 } as const;
const BREAKER = { key: 'k', failures: 1, window: 60_000, openFor: 30_000, probes: 1 };

function worker() {
  const store = memoryStore();
  const outage = new Outage((error) => expect.unreachable(String(error)));
  const deps: ActionDeps = {
    files: new PayloadFiles(new PayloadFolder(tempFolder())),
    cache: new Cache(store, { outage }),
    breaker: new Breaker(store, { outage }),
    underWay: new AttemptsUnderWay(),
    cpu: new CpuProcesses(),
    limits: new Limits({}),
  };
  const start = (run: (ctx: ActionContext) => unknown, call: Partial<ActionEnvelope>) => {
    const environment = new MockActivityEnvironment({}, { logger: silent });
    const tried = action({ params: z.unknown(), run: (_params, ctx) => run(ctx) });
    const envelope = { runId: 'r', path: 'a', stepId: 'a', target: 't', action: 'x', params: {}, retry: RETRY, timeout: 5_000, ...call };
    const result = environment.run<[AnyAction, ActionEnvelope, ActionDeps], ActionResult, typeof runAction>(
      runAction,
      tried,
      envelope,
      deps,
    );
    return { result, cancel: environment.cancel };
  };
  return start;
}

const silent = { log: noop, trace: noop, debug: noop, info: noop, warn: noop, error: noop };
function noop(): void {
  // Nothing is logged.
}

async function failureOf(result: Promise<unknown>): Promise<Failure & { readonly delay: unknown }> {
  const error = (await result.then(
    () => expect.unreachable('it did not fail'),
    (thrown: unknown) => thrown,
  )) as { readonly details: readonly Failure[]; readonly nextRetryDelay: unknown };
  return { ...(error.details[0] as Failure), delay: error.nextRetryDelay };
}

const broken = () => {
  throw new StepwrightError('Sick', 'sick', { class: 'transient' });
};

describe('the circuit breaker of a call', () => {
  it('lets nothing through when open, and the next attempt waits until it is tried again', async () => {
    const start = worker();
    await failureOf(start(broken, { circuitBreaker: BREAKER }).result);
    const failure = await failureOf(start(() => expect.unreachable('called'), { circuitBreaker: BREAKER, path: 'b' }).result);
    expect(failure).toMatchObject({ code: 'CircuitOpen', class: 'transient', attempts: 1 });
    expect(failure.retryAfter).toBeGreaterThan(29_000);
    expect(failure.delay).toBe(failure.retryAfter);
  });

  it('counts a time limit, and no cancellation', async () => {
    const start = worker();
    const hangs = () => new Promise(() => undefined);
    const cancelled = start(({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gone')))), {
      circuitBreaker: BREAKER,
    });
    setTimeout(() => cancelled.cancel(), 20);
    await expect(cancelled.result).rejects.toThrow('cancelled');
    expect(await failureOf(start(hangs, { circuitBreaker: BREAKER, timeout: 30, path: 'b' }).result)).toMatchObject({ code: 'Timeout' });
    expect(await failureOf(start(hangs, { circuitBreaker: BREAKER, path: 'c' }).result)).toMatchObject({ code: 'CircuitOpen' });
  });
});

describe('the cache of a call', () => {
  it('gives what is kept, and says so; the result is as JSON carries it', async () => {
    const start = worker();
    const made = await start(() => ({ at: new Date(0), nothing: undefined }), { cache: CACHE }).result;
    expect(made).toEqual({ data: { at: '1970-01-01T00:00:00.000Z' }, ms: expect.any(Number) as number, attempts: 1 });
    const kept = await start(() => expect.unreachable('called'), { cache: CACHE, path: 'b' }).result;
    expect(kept).toMatchObject({ data: made.data, cached: true });
  });

  it('is asked before the circuit breaker', async () => {
    const start = worker();
    await start(() => 1, { cache: CACHE, circuitBreaker: BREAKER }).result;
    await failureOf(start(broken, { circuitBreaker: BREAKER, path: 'b' }).result);
    expect(await start(broken, { cache: CACHE, circuitBreaker: BREAKER, path: 'c' }).result).toMatchObject({ data: 1, cached: true });
  });

  it('a wait for another call ends with the time of the attempt, and when it is cancelled', async () => {
    const start = worker();
    const first = start(() => new Promise((resolve) => setTimeout(resolve, 1_000)), { cache: CACHE });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const late = start(() => expect.unreachable('called'), { cache: CACHE, path: 'b', timeout: 100 });
    expect(await failureOf(late.result)).toMatchObject({ code: 'Timeout', message: expect.stringContaining('within 100 ms') as string });
    const cancelled = start(() => expect.unreachable('called'), { cache: CACHE, path: 'c' });
    setTimeout(() => cancelled.cancel(), 20);
    await expect(cancelled.result).rejects.toThrow('cancelled');
    await first.result;
  });
});
