import type { EmitStep } from '../../definition/steps/emit.ts';
import { present } from '../../present.ts';
import { isoTime } from '../iso-time.ts';
import type { StepPlace, StepValue } from '../run-context.ts';
import { StepwrightError } from '../../errors/stepwright-error.ts';
import { callOf, callUntilGivenUp } from './action.ts';

/** Sends an event; its id is the step's idempotency key, so that a retry counts once. */
export async function runEmit(at: StepPlace<EmitStep>): Promise<StepValue> {
  const { run, frame, step, path } = at;
  const to = frame.resolve(step.to) as Readonly<Record<string, unknown>>;
  if (!('run' in to) && !('key' in to)) throw new StepwrightError('NotSupportedYet', 'emit can send to a run or to a key only');
  const event = {
    specversion: '1.0',
    type: String(frame.resolve(step.event)),
    id: `${run.info.runId}/${path}`,
    source: `stepwright/${run.definition.id}/${run.info.runId}`,
    time: isoTime(run.runtime.now()),
    data: step.data === undefined ? null : frame.resolve(step.data),
  };
  const action = callOf(at, { target: 'stepwright', action: 'emit' });
  const outcome = await callUntilGivenUp(at, { ...action, params: { event, to } });
  if (outcome.status !== 'completed') return outcome;
  const { attempts, cached } = outcome.value;
  return { status: 'completed', value: event, attempts, ...present({ cached }) };
}
