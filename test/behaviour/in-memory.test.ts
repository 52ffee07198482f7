import { describe } from 'vitest';

import { inMemoryDriver } from './drivers/in-memory.ts';
import { seededPick } from './seeded-pick.ts';
import { behaviourSuite } from './suite.ts';

describe('in memory', () => {
  behaviourSuite(inMemoryDriver());
});

describe.each([1, 2, 3])('in memory, deliveries shuffled by seed %i', (seed) => {
  behaviourSuite(inMemoryDriver({ pick: () => seededPick(seed) }));
});

describe('in memory, in a fresh history wherever one is possible', () => {
  behaviourSuite(inMemoryDriver({ handOverWhen: () => () => true }));
});

describe.each([4, 5])('in memory, shuffled and in fresh histories by seed %i', (seed) => {
  behaviourSuite(inMemoryDriver({ pick: () => seededPick(seed), handOverWhen: () => sometimes(seed) }));
});

function sometimes(seed: number): () => boolean {
  const pick = seededPick(seed);
  return () => pick(3) === 0;
}

describe.each(['local', 'express'] as const)('in memory, %s', (execution) => {
  behaviourSuite(inMemoryDriver({ execution }));
});

describe.each([6, 7])('in memory, express, shuffled and in fresh histories by seed %i', (seed) => {
  behaviourSuite(inMemoryDriver({ execution: 'express', pick: () => seededPick(seed), handOverWhen: () => sometimes(seed) }));
});
