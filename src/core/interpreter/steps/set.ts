import type { SetStep } from '../../definition/steps/set.ts';
import { completed, type StepPlace, type StepValue } from '../run-context.ts';

export async function runSet({ run, frame, step }: StepPlace<SetStep>): Promise<StepValue> {
  const values = run.evaluator.resolve(step.values, frame) as Readonly<Record<string, unknown>>;
  return { ...completed(values), assigned: values };
}
