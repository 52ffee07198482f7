import type { ValidateStep } from '../../definition/steps/validate.ts';
import { assertFits } from '../fits.ts';
import { completed, type StepPlace, type StepValue } from '../run-context.ts';

export async function runValidate({ frame, step }: StepPlace<ValidateStep>): Promise<StepValue> {
  const data = frame.resolve(step.data);
  assertFits(data, { schema: step.schema, code: 'InvalidInput', complaint: 'the data does not fit the schema' });
  return completed(data);
}
