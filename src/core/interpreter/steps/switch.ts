import type { SwitchStep } from '../../definition/steps/switch.ts';
import { runList } from '../list.ts';
import { completed, type StepPlace, type StepValue } from '../run-context.ts';

export async function runSwitch({ run, frame, scope, step, path }: StepPlace<SwitchStep>): Promise<StepValue> {
  const steps = step.cases.find((each) => run.evaluator.condition(each.when, frame))?.steps ?? step.default;
  return steps === undefined ? completed(null) : runList({ run, frame, scope, prefix: path }, steps);
}
