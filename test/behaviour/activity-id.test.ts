import fc from 'fast-check';
import { expect, test } from 'vitest';

import { activityId } from '../../workflows/activity-id.ts';

const bytes = (text: string) => new TextEncoder().encode(text).length;

test('a path of up to 900 bytes is its own id', () => {
  expect(activityId('each[3].charge')).toBe('each[3].charge');
  expect(activityId('a'.repeat(900))).toBe('a'.repeat(900));
});

test('a longer one is cut, and never over 900 bytes', () => {
  expect(bytes(activityId('a'.repeat(901)))).toBeLessThanOrEqual(900);
  expect(bytes(activityId('日'.repeat(500)))).toBeLessThanOrEqual(900);
  expect(activityId('a'.repeat(2000))).toMatch(/^a{800,}~[0-9a-f]{16}$/);
});

test('two that differ at the end only stay distinct', () => {
  const ids = Array.from({ length: 5000 }, (_, i) => activityId(`${'block.'.repeat(300)}step[${i}]`));
  expect(new Set(ids).size).toBe(ids.length);
});

test('whatever the path, the id is short enough, the same each time, and valid Unicode', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (tail) => {
      const id = activityId('x'.repeat(600) + tail);
      expect(bytes(id)).toBeLessThanOrEqual(900);
      expect(activityId('x'.repeat(600) + tail)).toBe(id);
      expect(/\p{Surrogate}/u.test(id)).toBe(/\p{Surrogate}/u.test(tail) && id.endsWith(tail));
    }),
  );
});
