import { expect, test } from 'vitest';

import { Trail } from './trail.ts';

const OF = { workflowName: 'W' };

function trailOf(length: number): Trail {
  const trail = new Trail();
  for (let i = 0; i < length; i += 1) trail.append({ type: 'workflow:progress', at: i });
  return trail;
}

test('gives the entries after a number', () => {
  const trail = trailOf(3);
  expect(trail.page(0, OF)).toMatchObject({ entries: [{ seq: 1 }, { seq: 2 }, { seq: 3 }], first: 1, last: 3, workflowName: 'W' });
  expect(trail.page(2, OF).entries.map((entry) => entry.seq)).toEqual([3]);
  expect(trail.page(3, OF).entries).toEqual([]);
  expect(trail.page(99, OF).entries).toEqual([]);
});

test('an empty trail', () => {
  expect(new Trail().page(0, OF)).toMatchObject({ entries: [], last: 0 });
});

test('drops the oldest when there are too many, and says from where it goes on', () => {
  const trail = trailOf(50_000);
  const page = trail.page(0, OF);
  expect(page.last).toBe(50_000);
  expect(page.entries.length).toBeGreaterThanOrEqual(20_000);
  expect(page.entries.length).toBeLessThan(40_000);
  expect(page.entries[0]?.seq).toBe(page.first);
  expect(trail.page(49_990, OF).entries.map((entry) => entry.seq)).toEqual([
    49_991, 49_992, 49_993, 49_994, 49_995, 49_996, 49_997, 49_998, 49_999, 50_000,
  ]);
});

test('says which runs have the steps of a loop, in a fresh history too', () => {
  const trail = trailOf(1);
  const loop = { path: 'each', runIds: ['r/each~0', 'r/each~1'] };
  trail.partition(loop);
  trail.partition(loop);
  expect(trail.page(0, OF).partitioned).toEqual([loop]);
  expect(new Trail(trail.state()).page(0, OF).partitioned).toEqual([loop]);
  expect(trailOf(1).page(0, OF)).not.toHaveProperty('partitioned');
});
