import { setImmediate as followUps } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { play, type Stage } from './playback.ts';
import type { Delivery } from './section.ts';

const endOf = (path: string): Delivery => ({ path, at: 0, end: { status: 'cancelled' } });

/** An interpreter that asks for the calls of `next` once it was given one. */
function stage(first: readonly string[], next: Readonly<Record<string, readonly string[]>> = {}) {
  const asked = new Set(first);
  const given: string[] = [];
  const actor: Stage = {
    settled: () => followUps(),
    waits: (path) => asked.has(path),
    deliver({ path }) {
      asked.delete(path);
      given.push(path);
      for (const each of next[path] ?? []) asked.add(each);
    },
  };
  return { actor, given };
}

test('gives ends in the order of the log', async () => {
  const { actor, given } = stage(['a', 'b', 'c']);
  expect(await play([endOf('c'), endOf('a'), endOf('b')], actor)).toEqual([]);
  expect(given).toEqual(['c', 'a', 'b']);
});

test('an end that nobody asks for yet waits for who does', async () => {
  const { actor, given } = stage(['a'], { a: ['b'] });
  expect(await play([endOf('b'), endOf('a')], actor)).toEqual([]);
  expect(given).toEqual(['a', 'b']);
});

test('gives back what nobody asks for', async () => {
  const { actor, given } = stage(['a']);
  expect(await play([endOf('nobody'), endOf('a'), endOf('late')], actor)).toEqual([endOf('nobody'), endOf('late')]);
  expect(given).toEqual(['a']);
});

test('gives what belongs together in one go, as far as somebody asks for it', async () => {
  const { actor, given } = stage(['a', 'b', 'd'], { d: ['c'] });
  let settled = 0;
  const counted: Stage = { ...actor, settled: () => ((settled += 1), actor.settled()) };
  const together = (path: string): Delivery => ({ ...endOf(path), together: true });
  expect(await play([endOf('a'), together('b'), together('c'), together('d')], counted)).toEqual([]);
  expect(given).toEqual(['a', 'b', 'd', 'c']);
  // One before each go, and one that finds nothing left.
  expect(settled).toBe(3);
});
