import { expect, test, vi } from 'vitest';

import { Stop } from './stop.ts';

test('tells each listener once, and those that come late at once', () => {
  const stop = new Stop();
  const early = vi.fn();
  const gone = vi.fn();
  const late = vi.fn();
  stop.onAbort(early);
  stop.onAbort(gone)();
  stop.abort('why');
  stop.abort('again');
  stop.onAbort(late);
  expect([early, gone, late].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1]);
  expect(stop).toMatchObject({ aborted: true, reason: 'why' });
});

test.each(['before', 'after'])('its signal, asked for %s it is aborted, is aborted with its reason', (when) => {
  const stop = new Stop();
  if (when === 'before') expect(stop.signal.aborted).toBe(false);
  stop.abort('why');
  expect(stop.signal).toMatchObject({ aborted: true, reason: 'why' });
});

test('one made with a signal follows it', () => {
  const controller = new AbortController();
  const stop = Stop.following(controller.signal);
  expect(stop.aborted).toBe(false);
  controller.abort('why');
  expect(stop).toMatchObject({ aborted: true, reason: 'why' });
  expect(Stop.following(controller.signal).reason).toBe('why');
});
