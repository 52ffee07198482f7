import { expect, it } from 'vitest';

import { someAtOnce } from './at-once.ts';

it('works on ten at once and gives the outcomes in order', async () => {
  let working = 0;
  let most = 0;
  const work = async (item: number): Promise<number> => {
    working += 1;
    most = Math.max(most, working);
    // The later ones end first.
    for (let turn = 0; turn < 40 - item; turn += 1) await Promise.resolve();
    working -= 1;
    return item * 2;
  };
  const items = Array.from({ length: 35 }, (_, i) => i);
  const outcomes: number[] = [];
  for await (const outcome of someAtOnce(items, work)) outcomes.push(outcome);
  expect(outcomes).toEqual(items.map((item) => item * 2));
  expect(most).toBe(10);
});
