import { expect, test, vi } from 'vitest';

import type { ActionEnvelope } from '../../src/core/run/action-envelope.ts';
import { Attempt, AttemptsUnderWay } from './attempt.ts';

const RETRY = { maxAttempts: 2, strategy: 'fixed', baseDelay: 1, maxDelay: 1, factor: 1, delays: [], jitter: 0, nonRetryable: [] } as const;

function envelope(params: Readonly<Record<string, unknown>> = {}): ActionEnvelope {
  return { runId: 'r', path: 'a', stepId: 'a', target: 't', action: 'x', params, retry: RETRY, timeout: 1000 };
}

/** One that ends when it is aborted. */
function attempt(number: number): Attempt {
  return new Attempt(
    number,
    ({ stop }) =>
      new Promise((_resolve, reject) => {
        stop.onAbort(() => reject(new Error('aborted')));
      }),
  );
}

test('an attempt is joined once, by the call that would make it', () => {
  const underWay = new AttemptsUnderWay();
  const kept = attempt(1);
  underWay.keep(envelope(), kept);
  expect(underWay.take(envelope(), 1)).toBe(kept);
  expect(underWay.take(envelope(), 1)).toBeUndefined();
  expect(kept.stop.aborted).toBe(false);
});

test.each([
  ['another attempt', envelope(), 2],
  ['other params', envelope({ edited: true }), 1],
])('%s joins nothing, and ends the one that was kept', (_, call, number) => {
  const underWay = new AttemptsUnderWay();
  const kept = attempt(1);
  underWay.keep(envelope(), kept);
  expect(underWay.take(call, number)).toBeUndefined();
  expect(kept.stop.aborted).toBe(true);
});

test('one that nobody joins is ended after five seconds', () => {
  vi.useFakeTimers();
  try {
    const kept = attempt(1);
    new AttemptsUnderWay().keep(envelope(), kept);
    vi.advanceTimersByTime(4_999);
    expect(kept.stop.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(kept.stop.aborted).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('a worker that stops ends them all, and waits for that', async () => {
  const underWay = new AttemptsUnderWay();
  const kept = attempt(1);
  underWay.keep(envelope(), kept);
  await underWay.close();
  await expect(kept.result).rejects.toThrow('aborted');
});
