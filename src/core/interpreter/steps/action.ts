import type { ActionStep } from '../../definition/steps/action.ts';
import type { RetryPolicy } from '../../definition/step-base.ts';
import type { CallBase } from '../../definition/step-base.ts';
import type { Step } from '../../definition/step.ts';
import { fillSecrets, secretPlaceholder } from '../../expression/secret-text.ts';
import { call, resolveCall } from '../call.ts';
import { untilGivenUp } from '../given-up.ts';
import type { ActionCall, ActionResult, Outcome } from '../runtime.ts';
import type { LetterCall } from '../../run/letter.ts';
import { callPolicies } from '../call-policies.ts';
import { present } from '../../present.ts';
import { assertFits } from '../fits.ts';
import type { StepPlace, StepValue } from '../run-context.ts';

export async function runAction(at: StepPlace<ActionStep>): Promise<StepValue> {
  const { step } = at;
  const action = callOf(at, step);
  // Params may be large: they are gone through only where there is something to compare them with.
  if (step.inputSchema !== undefined) {
    assertFits(fillSecrets(action.params, secretPlaceholder), {
      schema: step.inputSchema,
      code: 'InvalidInput',
      complaint: `the params of "${step.id}" do not fit its inputSchema`,
    });
  }
  const outcome = await callUntilGivenUp(at, action);
  if (outcome.status !== 'completed') return outcome;
  const { data, attempts, cached, usage } = outcome.value;
  return { status: 'completed', value: data ?? null, attempts, ...present({ cached, usage }) };
}

/** Makes a step's call, as its `onExhausted` says. */
export function callUntilGivenUp(at: StepPlace<CallBase & Step>, action: ActionCall): Promise<Outcome<ActionResult>> {
  const make = (tried: LetterCall) => call(at, 'action' in tried ? tried.action : action);
  return untilGivenUp(at, { call: { action }, make });
}

/** The call that a step makes, with all that the step says about calls. */
export function callOf(at: StepPlace<CallBase & Step>, { target, action, params }: Called): ActionCall {
  const { frame, step, path } = at;
  const call = resolveCall(frame, {
    path,
    stepId: step.id,
    name: step.name ?? step.id,
    summary: step.summary,
    target,
    action,
    params,
    retry: retryOf(step),
    timeout: step.timeout,
    totalTimeout: step.totalTimeout,
    taskQueue: step.taskQueue,
    priority: step.priority,
  });
  return { ...call, ...besideWorkflow(at, call), ...callPolicies(at, `${target}.${action}`) };
}

/** Another task queue has its own workers: only an activity gets there. */
function besideWorkflow({ step, execution = 'remote' }: StepPlace, { taskQueue }: ActionCall): Pick<ActionCall, 'execution'> {
  const mode = step.execution ?? execution;
  return mode === 'remote' || taskQueue !== undefined ? {} : { execution: mode };
}

interface Called {
  readonly target: string;
  readonly action: string;
  readonly params?: unknown;
}

/** `retryCount: 3` is three retries with the defaults. */
export function retryOf(step: CallBase): RetryPolicy | undefined {
  return step.retry ?? (step.retryCount === undefined ? undefined : { maxAttempts: step.retryCount + 1 });
}
