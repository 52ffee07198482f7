import type { ReturnStep } from '../../definition/steps/return.ts';
import { completed, type StepPlace, type StepValue } from '../run-context.ts';

export async function runReturn({ run, frame, step }: StepPlace<ReturnStep>): Promise<StepValue> {
  const value = step.value === undefined ? null : frame.resolve(step.value);
  run.returnFrom(value);
  return completed(value);
}
