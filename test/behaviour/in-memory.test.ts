import { describe } from 'vitest';

import { inMemoryDriver } from './drivers/in-memory.ts';
import { seededPick } from './seeded-pick.ts';
import { behaviourSuite } from './suite.ts';

describe('in memory', () => {
  behaviourSuite(inMemoryDriver());
});

describe.each([1, 2, 3])('in memory, deliveries shuffled by seed %i', (seed) => {
  behaviourSuite(inMemoryDriver(() => seededPick(seed)));
});
