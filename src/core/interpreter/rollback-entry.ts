import { toFailure } from '../errors/stepwright-error.ts';
import { kindOf } from '../definition/step.ts';
import type { RetryPolicy, RollbackAction } from '../definition/step-base.ts';
import { resolveCall } from './call.ts';
import type { Frame } from './frame.ts';
import { rollbackPath, topOf, verifyPath, type RollbackEntry, type VerifyPlan } from './rollback.ts';
import type { StepPlace } from './run-context.ts';

/** Three attempts unless the rollback says otherwise. */
const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 3 };

/** Notes how to undo a step that has just completed. Its params are resolved now: later the values may have changed. */
export function addRollback(at: StepPlace, frame: Frame): void {
  const { run, step, path } = at;
  if (step.rollback === undefined) return;
  // An action has nothing inside it.
  if (kindOf(step) !== 'action') run.rollbacks.takeInside([path]);
  run.rollbacks.add({ ...naming(at), plan: planOf(at, step.rollback, frame) });
}

/** What every entry of a step says. */
export function naming({ step, path }: StepPlace): Omit<RollbackEntry, 'plan'> {
  return { path, stepId: step.id, stepName: step.name ?? step.id, top: topOf(path) };
}

function planOf(at: StepPlace, rollback: RollbackAction, frame: Frame): RollbackEntry['plan'] {
  const { step, path } = at;
  const { target, action, params, timeout, verify } = rollback;
  try {
    const call = resolveCall(frame, {
      path: rollbackPath(path),
      stepId: step.id,
      name: `undo ${step.name ?? step.id}`,
      target,
      action,
      params,
      retry: rollback.retry ?? DEFAULT_RETRY,
      timeout,
      taskQueue: step.taskQueue,
      priority: step.priority,
    });
    return verify === undefined ? { call } : { call, verify: verifyPlan(at, verify, frame) };
  } catch (error) {
    return { failure: toFailure(error), target, action };
  }
}

/** That it can't be resolved says nothing against the rollback itself: that is made, and then reported as failed. */
function verifyPlan({ step, path }: StepPlace, verify: NonNullable<RollbackAction['verify']>, frame: Frame): VerifyPlan {
  const { target, action, params } = verify;
  const { id: stepId, taskQueue, priority } = step;
  const name = `look whether ${step.name ?? stepId} was undone`;
  try {
    const request = { path: verifyPath(path), stepId, name, target, action, params, retry: DEFAULT_RETRY, taskQueue, priority };
    return { call: resolveCall(frame, request) };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}
