import type { WhileStep } from '../../definition/steps/while.ts';
import type { StepPlace, StepValue } from '../run-context.ts';
import { repeat } from '../loop.ts';

export function runWhile(at: StepPlace<WhileStep>): Promise<StepValue> {
  return repeat(at, { before: (frame) => frame.condition(at.step.condition), after: () => true });
}
