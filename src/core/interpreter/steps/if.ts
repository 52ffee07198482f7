import type { IfStep } from '../../definition/steps/if.ts';
import { runList } from '../list.ts';
import { completed, type StepPlace, type StepValue } from '../run-context.ts';

export async function runIf({ run, frame, scope, step, path }: StepPlace<IfStep>): Promise<StepValue> {
  const steps = run.evaluator.condition(step.condition, frame) ? step.then : step.else;
  return steps === undefined ? completed(null) : runList({ run, frame, scope, prefix: path }, steps);
}
