import type { UntilStep } from '../../definition/steps/until.ts';
import type { StepPlace, StepValue } from '../run-context.ts';
import { repeat } from '../loop.ts';

export function runUntil(at: StepPlace<UntilStep>): Promise<StepValue> {
  return repeat(at, { before: () => true, after: (frame) => !frame.condition(at.step.condition) });
}
