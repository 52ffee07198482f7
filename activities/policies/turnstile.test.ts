import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Turnstile } from './turnstile.ts';

const never = new AbortController().signal;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Numbers of those that are in, in the order in which they came in. */
function visitors(turnstile: Turnstile, count: number) {
  const entered: number[] = [];
  const exits: (() => void)[] = [];
  for (let i = 0; i < count; i += 1) {
    void turnstile.enter(never).then((leave) => {
      entered.push(i);
      exits.push(leave);
    });
  }
  return { entered, exits };
}

it('lets so many in at once, in the order in which they came', async () => {
  const { entered, exits } = visitors(new Turnstile({ concurrency: 2 }), 4);
  await vi.advanceTimersByTimeAsync(1000);
  expect(entered).toEqual([0, 1]);
  exits[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(entered).toEqual([0, 1, 2]);
});

it('lets so many in within any stretch of that time', async () => {
  const { entered } = visitors(new Turnstile({ rate: { calls: 2, per: 1000 } }), 5);
  await vi.advanceTimersByTimeAsync(999);
  expect(entered).toEqual([0, 1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(entered).toEqual([0, 1, 2, 3]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(entered).toEqual([0, 1, 2, 3, 4]);
});

it('keeps no place for whoever gives up', async () => {
  const turnstile = new Turnstile({ concurrency: 1 });
  const leave = await turnstile.enter(never);
  const controller = new AbortController();
  const waiting = turnstile.enter(controller.signal);
  const { entered } = visitors(turnstile, 1);
  controller.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  await expect(turnstile.enter(controller.signal)).rejects.toThrow('gone');
  leave();
  await vi.advanceTimersByTimeAsync(0);
  expect(entered).toEqual([0]);
});
