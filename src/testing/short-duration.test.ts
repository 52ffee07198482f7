import { expect, test } from 'vitest';

import { parseDuration } from '../core/run/duration.ts';
import { shortDuration } from './short-duration.ts';

test.each([
  [0, '0s'],
  [200, '200ms'],
  [1500, '1s500ms'],
  [5_400_000, '1h30m'],
  [2_592_000_000, '30d'],
  [90_061_001, '1d1h1m1s1ms'],
])('%d ms is %s, and read again the same', (ms, text) => {
  expect(shortDuration(ms)).toBe(text);
  expect(parseDuration(text)).toBe(ms);
});
