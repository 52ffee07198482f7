import { expect, it } from 'vitest';

import { crowdedLoop, LoopCounts } from './loop-counts.ts';

it('counts the iterations of a loop by the paths of its steps, nested ones apart', () => {
  const loops = new LoopCounts();
  for (const path of ['each[0].a', 'each[1].inner[0].b', 'each[1].inner[1].b', 'each[0].c']) expect(loops.note(path, true)).toBeUndefined();
  expect(loops.note('each[1].inner', true)).toBe(2);
  expect(loops.note('each', false)).toBeUndefined();
  expect(loops.note('each', true)).toBe(2);
  // A second pass begins anew.
  loops.note('each[0].a', true);
  expect(loops.note('each', true)).toBe(1);
});

it('a loop is crowded from its eleventh iteration on', () => {
  expect(crowdedLoop('each[9].a')).toBeUndefined();
  expect(crowdedLoop('each[10].a')).toBe('each');
  expect(crowdedLoop('each[2].inner[10].a')).toBe('each[2].inner');
  expect(crowdedLoop('charge')).toBeUndefined();
});
