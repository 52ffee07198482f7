import type { IfStep } from '../../definition/steps/if.ts';
import { runList } from '../list.ts';
import { below, completed, cursorOf, type StepPlace, type StepValue } from '../run-context.ts';

export async function runIf(at: StepPlace<IfStep>): Promise<StepValue> {
  const { frame, step } = at;
  // What the chosen list does may change what the condition says.
  const { holds } = cursorOf(at, () => ({ holds: frame.condition(step.condition) }));
  const steps = holds ? step.then : step.else;
  return steps === undefined ? completed(null) : runList(below(at), steps);
}
