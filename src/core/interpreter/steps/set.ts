import type { SetStep } from '../../definition/steps/set.ts';
import { completed, type StepPlace, type StepValue } from '../run-context.ts';

export async function runSet({ frame, step }: StepPlace<SetStep>): Promise<StepValue> {
  const values = frame.resolve(step.values) as Readonly<Record<string, unknown>>;
  return { ...completed(values), assigned: values };
}
