import { describe } from 'vitest';

import { temporalDriver } from './drivers/temporal.ts';
import { behaviourSuite } from './suite.ts';

const driver = temporalDriver();

describe.concurrent('on Temporal', () => {
  behaviourSuite(driver);
});
