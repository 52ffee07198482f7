import type { ValidateStep } from '../../definition/steps/validate.ts';
import { StepwrightError } from '../../errors/stepwright-error.ts';
import { checkJson } from '../../schema-check/check-json.ts';
import { completed, type StepPlace, type StepValue } from '../run-context.ts';

/** Violations named in the message; `details` has them all. */
const NAMED = 10;

export async function runValidate({ run, frame, step }: StepPlace<ValidateStep>): Promise<StepValue> {
  const data = run.evaluator.resolve(step.data, frame);
  const violations = checkJson(data, step.schema);
  if (violations.length === 0) return completed(data);
  const named = violations.slice(0, NAMED).map(({ pointer, message }) => `${pointer || '/'} ${message}`);
  const more = violations.length > NAMED ? ` and ${violations.length - NAMED} more` : '';
  throw new StepwrightError('InvalidInput', `the data does not fit the schema: ${named.join('; ')}${more}`, {
    class: 'validation',
    details: violations,
  });
}
