import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';

/** What an action was told to work on does not exist: trying again will not help. */
export function notFound(what: string, id: string): StepwrightError {
  return new StepwrightError('NotFound', `there is no ${what} ${JSON.stringify(id)}`, {
    class: 'permanent',
    hint: 'check the reference that gives it',
  });
}
