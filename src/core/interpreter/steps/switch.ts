import type { SwitchStep } from '../../definition/steps/switch.ts';
import { runList } from '../list.ts';
import { below, completed, cursorOf, type StepPlace, type StepValue } from '../run-context.ts';

export async function runSwitch(at: StepPlace<SwitchStep>): Promise<StepValue> {
  const { frame, step } = at;
  // What the chosen list does may change what the conditions say. -1: the default.
  const { chosen } = cursorOf(at, () => ({ chosen: step.cases.findIndex((each) => frame.condition(each.when)) }));
  const steps = step.cases[chosen]?.steps ?? step.default;
  return steps === undefined ? completed(null) : runList(below(at), steps);
}
