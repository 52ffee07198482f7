import type { TransformStep } from '../../definition/steps/transform.ts';
import { present } from '../../present.ts';
import type { StepPlace, StepValue } from '../run-context.ts';
import { callOf, callUntilGivenUp } from './action.ts';

/** Runs its program in an activity, where it can be stopped. */
export async function runTransform(at: StepPlace<TransformStep>): Promise<StepValue> {
  const { frame, step } = at;
  const action = callOf(at, { target: 'stepwright', action: 'transform' });
  const params = { program: step.jsonata, input: step.input === undefined ? null : frame.resolve(step.input) };
  const outcome = await callUntilGivenUp(at, { ...action, params });
  if (outcome.status !== 'completed') return outcome;
  const { data, attempts, cached, usage } = outcome.value;
  return { status: 'completed', value: data ?? null, attempts, ...present({ cached, usage }) };
}
