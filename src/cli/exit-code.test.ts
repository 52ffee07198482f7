import { expect, it } from 'vitest';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { exitCodeOf } from './exit-code.ts';

it.each([
  [new StepwrightError('TemporalUnreachable', ''), 3],
  [new StepwrightError('StoreUnavailable', ''), 3],
  [new StepwrightError('RunIdConflict', ''), 2],
  [new StepwrightError('RunNotFound', ''), 2],
  [new StepwrightError('InvalidInput', ''), 2],
  [new StepwrightError('UnknownField', ''), 2],
  [new StepwrightError('Cancelled', ''), 1],
  [new StepwrightError('CardDeclined', ''), 1],
  [new TypeError('a bug'), 1],
])('%s exits with %d', (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});
