import { ActivityCancellationDetails, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';

import { actionDeps } from '../../test/helpers/action-deps.ts';
import { memoryStore } from '../../test/helpers/memory-store.ts';
import type { Failure } from '../../src/core/errors/failure.ts';
import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import type { ActionResult } from '../../src/core/interpreter/runtime.ts';
import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import { action } from '../../src/core/target/action.ts';
import type { ActionContext, AnyAction } from '../../src/core/target/target.ts';
import { runAction, type ActionDeps } from './run-action.ts';

const RETRY = {
  maxAttempts: 3,
  strategy: 'exponential',
  baseDelay: 100,
  maxDelay: 60_000,
  factor: 2,
  delays: [],
  jitter: 0,
  nonRetryable: [],
} as const;

function envelope(overrides: Partial<ActionEnvelope> = {}): ActionEnvelope {
  return {
    runId: 'run-1',
    path: 'each[2].charge',
    stepId: 'charge',
    target: 'crm',
    action: 'charge',
    params: {},
    retry: RETRY,
    timeout: 5_000,
    ...overrides,
  };
}

type Info = ConstructorParameters<typeof MockActivityEnvironment>[0];

function start(tried: AnyAction, call: Partial<ActionEnvelope> = {}, info: Info = {}) {
  const environment = new MockActivityEnvironment(info, { logger: silent });
  const beats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => beats.push(details));
  const result = environment.run<[AnyAction, ActionEnvelope, ActionDeps], ActionResult, typeof runAction>(
    runAction,
    tried,
    envelope(call),
    actionDeps(memoryStore()),
  );
  return { result, beats, cancel: environment.cancel };
}

const silent = { log: noop, trace: noop, debug: noop, info: noop, warn: noop, error: noop };
function noop(): void {
  // Nothing is logged.
}

const tried = (run: (params: Readonly<Record<string, unknown>>, ctx: ActionContext) => unknown) =>
  action({ params: z.record(z.string(), z.unknown()), run });

async function failureOf(result: Promise<unknown>): Promise<{ temporal: ApplicationFailure; record: Failure }> {
  const temporal = await result.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => error,
  );
  expect(temporal).toBeInstanceOf(ApplicationFailure);
  const failure = temporal as ApplicationFailure;
  return { temporal: failure, record: failure.details?.[0] as Failure };
}

/** Something a test waits for. */
function event(): { happened: Promise<void>; happen: () => void } {
  let happen: () => void = noop;
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happened, happen };
}

describe('success', () => {
  it('gives the result, its time and the attempts', async () => {
    const { result } = start(
      tried((params, ctx) => ({ params, key: ctx.idempotencyKey, path: ctx.path, run: ctx.runId, attempt: ctx.attempt })),
      { params: { a: 1 } },
    );
    expect(await result).toEqual({
      data: { params: { a: 1 }, key: 'run-1/each[2].charge', path: 'each[2].charge', run: 'run-1', attempt: 1 },
      ms: expect.any(Number) as number,
      attempts: 1,
    });
  });

  it('gives what the schema makes of the params', async () => {
    const defaults = action({ params: z.object({ a: z.number().default(7) }), run: ({ a }) => a });
    expect((await start(defaults).result).data).toBe(7);
  });

  it('turns no result into null and bytes into a file', async () => {
    expect((await start(tried(() => undefined)).result).data).toBeNull();
    expect((await start(tried(() => Buffer.from('x'))).result).data).toMatchObject({ $file: expect.any(String) as string, size: 1 });
  });

  it('hands files over', async () => {
    const { result } = start(
      tried(async (_params, { files }) => Buffer.from(await files.read(await files.write('a', Buffer.from('there')))).toString()),
    );
    expect((await result).data).toBe('there');
  });
});

describe('failure', () => {
  it('does not call an action whose params do not fit, and does not try again', async () => {
    const run = vi.fn(() => 1);
    const { temporal, record } = await failureOf(
      start(action({ params: z.strictObject({ seats: z.number() }), run }), { params: { seats: 'x', extra: 1 } }).result,
    );
    expect(run).not.toHaveBeenCalled();
    expect(temporal).toMatchObject({ type: 'InvalidParams', nonRetryable: true });
    expect(record.message).toMatch(/crm\.charge: seats: .*extra/s);
  });

  it('carries the whole record, and when to try again', async () => {
    const boom = tried(() => {
      throw new Error('boom');
    });
    const { temporal, record } = await failureOf(start(boom).result);
    expect(record).toEqual({ code: 'Error', class: 'unknown', message: 'boom', step: 'charge', path: 'each[2].charge', attempts: 1 });
    expect(temporal).toMatchObject({ type: 'Error', message: 'boom', nonRetryable: false, nextRetryDelay: 100 });
  });

  it('asks a service that named a time not earlier', async () => {
    const busy = tried(() => {
      throw new StepwrightError('Busy', 'later', { class: 'rate-limited', retryAfter: 30_000 });
    });
    expect((await failureOf(start(busy).result)).temporal.nextRetryDelay).toBe(30_000);
  });

  it('does not try again what is permanent, or what the policy excludes', async () => {
    const bad = (error: Error) =>
      tried(() => {
        throw error;
      });
    const permanent = await failureOf(start(bad(new StepwrightError('Gone', 'x'))).result);
    expect(permanent.temporal.nonRetryable).toBe(true);
    const excluded = await failureOf(start(bad(new Error('x')), { retry: { ...RETRY, retryOn: ['timeout'] } }).result);
    expect(excluded.temporal.nonRetryable).toBe(true);
  });

  it('caps messages and tells details that cannot travel as text', async () => {
    const loud = tried(() => {
      throw new StepwrightError('Loud', 'x'.repeat(100_000), { details: { big: 1n }, cause: new Error('y'.repeat(100_000)) });
    });
    const { temporal, record } = await failureOf(start(loud).result);
    expect(temporal.message.length).toBeLessThan(4_100);
    expect(record.cause?.message.length).toBeLessThan(4_100);
    expect(record.details).toBe('[object Object]');
  });

  it('survives an error that is its own cause', async () => {
    const error = new Error('round');
    error.cause = error;
    const { record } = await failureOf(start(tried(() => Promise.reject(error))).result);
    expect(record.code).toBe('Error');
  });
});

describe('attempts', () => {
  const fails = tried((_params, { attempt }) => Promise.reject(new Error(`attempt ${attempt}`)));

  it('counts failures and not lost workers', async () => {
    const first = start(fails);
    expect((await failureOf(first.result)).record).toMatchObject({ attempts: 1, message: 'attempt 1' });
    expect(first.beats).toEqual([{ failures: 1, last: expect.objectContaining({ attempts: 1 }) }]);

    const afterLoss = start(fails, {}, { attempt: 7, heartbeatDetails: first.beats.at(-1) });
    const { temporal, record } = await failureOf(afterLoss.result);
    expect(record).toMatchObject({ attempts: 2, message: 'attempt 2' });
    expect(temporal.nextRetryDelay).toBe(200);

    const last = start(fails, {}, { attempt: 8, heartbeatDetails: afterLoss.beats.at(-1) });
    expect((await failureOf(last.result)).temporal).toMatchObject({ nonRetryable: true, message: 'attempt 3' });
  });
});

describe('heartbeat', () => {
  it('beats by itself and carries what the action reports', async () => {
    const seen = event();
    const { result, beats } = start(
      tried(async (_params, ctx) => {
        ctx.heartbeat({ done: 5 });
        ctx.heartbeat({ odd: 1n });
        await seen.happened;
      }),
    );
    await vi.waitFor(() => expect(beats.length).toBeGreaterThan(3));
    seen.happen();
    await result;
    expect(beats.slice(0, 3)).toEqual([
      { failures: 0, details: { done: 5 } },
      { failures: 0, details: '[object Object]' },
      { failures: 0, details: '[object Object]' },
    ]);
    const count = beats.length;
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(beats).toHaveLength(count);
  });
});

describe('interruption', () => {
  const deaf = (running: () => void) => tried(() => new Promise(() => running()));

  it('ends an attempt at its time limit, also when the action ignores it', async () => {
    const aborted = event();
    const slow = tried((_params, { signal }) => {
      signal.addEventListener('abort', aborted.happen);
      return new Promise(() => undefined);
    });
    const { temporal, record } = await failureOf(start(slow, { timeout: 50 }).result);
    await aborted.happened;
    expect(record).toMatchObject({ code: 'Timeout', class: 'timeout', message: expect.stringContaining('50 ms') as string });
    expect(temporal).toMatchObject({ nonRetryable: false, nextRetryDelay: 100 });
  });

  it('passes cancellation on, and reports a cancel as a cancel', async () => {
    const running = event();
    const careful = tried(async (_params, { signal }) => {
      running.happen();
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))));
    });
    const { result, cancel } = start(careful);
    await running.happened;
    cancel();
    await expect(result).rejects.toBeInstanceOf(CancelledFailure);
    await expect(result).rejects.toMatchObject({ details: [{ ended: true }] });
  });

  it('waits for the outcome of an action that was done all the same', async () => {
    const running = event();
    const finishes = tried(async (_params, { signal }) => {
      running.happen();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await new Promise((resolve) => setTimeout(resolve, 50));
      return 'done';
    });
    const { result, cancel } = start(finishes);
    await running.happened;
    cancel();
    expect((await result).data).toBe('done');
  });

  it('does not wait for ever: the effect may have happened', async () => {
    const running = event();
    const { result, cancel } = start(deaf(running.happen));
    await running.happened;
    cancel();
    await expect(result).rejects.toMatchObject({
      message: expect.stringContaining('may have happened') as string,
      details: [{ ended: false }],
    });
    await expect(result).rejects.toBeInstanceOf(CancelledFailure);
  });

  it('does not take a shutdown for a cancel: another worker tries again, and no attempt is counted', async () => {
    const running = event();
    const { result, beats, cancel } = start(deaf(running.happen), { retry: { ...RETRY, maxAttempts: 1 } });
    await running.happened;
    cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
    const { temporal } = await failureOf(result);
    expect(temporal).toMatchObject({ type: 'WorkerShutdown', nonRetryable: false });
    expect(beats).not.toContainEqual(expect.objectContaining({ failures: 1 }));
  });
});
