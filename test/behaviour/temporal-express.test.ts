import { describe } from 'vitest';

import { temporalDriver } from './drivers/temporal.ts';
import { behaviourSuite } from './suite.ts';

const driver = temporalDriver({ execution: 'express' });

describe.concurrent('on Temporal, express', () => {
  behaviourSuite(driver);
});
