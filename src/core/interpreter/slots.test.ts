import { expect, test } from 'vitest';

import { Scope } from './scope.ts';
import { Slots } from './slots.ts';

async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

async function take(slots: Slots, scope = Scope.root()): Promise<boolean> {
  return slots.take(scope);
}

test('as many as there are slots go at once, the others in the order of asking', async () => {
  const slots = new Slots(2);
  const taken: number[] = [];
  for (const n of [1, 2, 3, 4]) void take(slots).then(() => taken.push(n));
  await settled();
  expect(taken).toEqual([1, 2]);
  slots.release();
  await settled();
  expect(taken).toEqual([1, 2, 3]);
  slots.release();
  slots.release();
  await settled();
  expect(taken).toEqual([1, 2, 3, 4]);
});

test('who is cancelled while waiting gets none and takes none from the others', async () => {
  const slots = new Slots(1);
  await slots.take(Scope.root());
  const cancelled = Scope.root();
  const first = take(slots, cancelled);
  const second = take(slots);
  cancelled.cancel('cancelled');
  slots.release();
  await expect(first).resolves.toBe(false);
  await expect(second).resolves.toBe(true);
});

test('a cancelled scope gets none though some are free', async () => {
  const scope = Scope.root();
  scope.cancel('cancelled');
  expect(await take(new Slots(1), scope)).toBe(false);
});

test('a slot that nobody waits for is free again', async () => {
  const slots = new Slots(1);
  await slots.take(Scope.root());
  slots.release();
  expect(await take(slots)).toBe(true);
});
