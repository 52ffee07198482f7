import { expect, it } from 'vitest';

import { renderDuration } from './render-duration.ts';

it.each([
  [0, '0 ms'],
  [142.4, '142 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_949, '59.9 s'],
  [59_950, '1 m 00 s'],
  [185_000, '3 m 05 s'],
  [3_599_600, '1 h 00 m'],
  [7_800_000, '2 h 10 m'],
  [273_600_000, '3 d 4 h'],
])('%d ms is %s', (ms, text) => {
  expect(renderDuration(ms)).toBe(text);
});
