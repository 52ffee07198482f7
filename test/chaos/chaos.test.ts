import { expect, test } from 'vitest';

import { experiment } from './experiment.ts';

/** The small sister of `npm run test:chaos`. */
test('every run ends as its definition says, each effect is there once and no dead letter is missing, whatever is killed meanwhile', async () => {
  const said: string[] = [];
  const { attended, damage, effects, doubled, missing, uninvited, letters } = await experiment({
    runs: 20,
    seed: 5,
    store: 'sqlite',
    workers: 2,
    atOnce: 20,
    deck: ['worker', 'server'],
    everyMs: 3000,
    patienceMs: 60_000,
    say: (line) => void said.push(line),
  });
  expect(
    attended.filter(({ problem }) => problem !== undefined),
    said.join('\n'),
  ).toEqual([]);
  expect({ doubled, missing, uninvited }).toEqual({ doubled: [], missing: [], uninvited: [] });
  expect(effects.seen).toBe(effects.expected);
  expect(letters).toEqual({ expected: 2, seen: 2 });
  expect(damage).toMatchObject({ workersKilled: expect.any(Number) as number, workersLost: 0 });
  expect(damage.serverRestarts).toBeGreaterThan(0);
}, 180_000);
