import { describe } from 'vitest';

import { temporalDriver } from './drivers/temporal.ts';
import { behaviourSuite } from './suite.ts';

const driver = temporalDriver({ execution: 'local' });

describe.concurrent('on Temporal, local', () => {
  behaviourSuite(driver);
});
