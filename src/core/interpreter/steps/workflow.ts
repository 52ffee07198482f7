import type { WorkflowStep } from '../../definition/steps/workflow.ts';
import { StepwrightError } from '../../errors/stepwright-error.ts';
import type { LetterCall } from '../../run/letter.ts';
import { childDepth, nextRound, referred, runChild, type ChildPlan } from '../child.ts';
import { inSlots, resolveDuration, resolveRetry } from '../call.ts';
import { assertFits } from '../fits.ts';
import { untilGivenUp } from '../given-up.ts';
import { withLimit } from '../limit.ts';
import { completed, type StepPlace, type StepValue } from '../run-context.ts';
import type { ChildCall } from '../runtime.ts';
import { spawn } from '../spawn.ts';
import { retryOf } from './action.ts';
import { turnTaking } from '../turn-taking.ts';

export async function runWorkflow(at: StepPlace<WorkflowStep>): Promise<StepValue> {
  const { frame, step } = at;
  const call = childCall(at);
  if (step.wait === false) return startOnly(at, call);
  const policy = retryOf(step) ?? frame.defaults.retry;
  const plan = {
    call,
    retry: resolveRetry(frame, policy ?? { maxAttempts: 1 }),
    ...(step.timeout === undefined ? {} : { timeout: resolveDuration(frame, { value: step.timeout, field: 'timeout' }) }),
  };
  const make = (tried: LetterCall) => limitedChild(at, { ...plan, ...('child' in tried ? { call: tried.child } : {}) });
  return untilGivenUp(at, { call: { child: call }, make, again: () => nextRound(at) });
}

function limitedChild(at: StepPlace<WorkflowStep>, plan: ChildPlan): Promise<StepValue> {
  const { run, frame, step, path } = at;
  if (step.totalTimeout === undefined) return runChild(at, plan);
  const ms = resolveDuration(frame, { value: step.totalTimeout, field: 'totalTimeout' });
  return withLimit(at, { key: path, ms, deadline: run.deadline(path, ms) }, (scope) => runChild({ ...at, scope }, plan));
}

function childCall(at: StepPlace<WorkflowStep>): ChildCall {
  const { run, frame, step, path } = at;
  const { workflow, wait = true, onParentClose = wait ? 'cancel' : 'abandon' } = step;
  const input = inputOf(at);
  assertFits(input, {
    schema: step.inputSchema,
    code: 'InvalidInput',
    complaint: `the input of "${step.id}" does not fit its inputSchema`,
  });
  const taskQueue = step.taskQueue ?? frame.defaults.taskQueue;
  return {
    // In a partition as it would be without.
    runId: `${run.info.keyRunId ?? run.info.runId}/${path}`,
    definition: typeof workflow === 'string' ? referred(workflow) : workflow,
    input,
    parent: { runId: run.info.runId, path, depth: childDepth(at) },
    onParentClose,
    ...(taskQueue === undefined ? {} : { taskQueue: String(frame.resolve(taskQueue)) }),
    ...turnTaking(frame, step.priority),
    summary: `${path} · ${step.summary === undefined ? (step.name ?? step.id) : String(frame.resolve(step.summary))}`,
  };
}

/** @throws {StepwrightError} `InvalidInput` when it is no map */
function inputOf({ frame, step }: StepPlace<WorkflowStep>): Readonly<Record<string, unknown>> {
  const input = frame.resolve(step.input ?? {});
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Readonly<Record<string, unknown>>;
  throw new StepwrightError('InvalidInput', `the input of "${step.id}" must be a map of names and values`, { class: 'validation' });
}

/** The step is done when the child is there. A child that must not outlive this run keeps it from a fresh history. */
async function startOnly(at: StepPlace<WorkflowStep>, call: ChildCall): Promise<StepValue> {
  const { run, path } = at;
  const started = await inSlots(at, path, () => run.runtime.startChild(at.scope, call));
  if (started.status !== 'completed') return started;
  if (call.onParentClose !== 'abandon') {
    const key = `${path}~child`;
    run.handOver.begin(key);
    void spawn(async () => {
      const end = await started.value.end;
      run.handOver.recorded(key);
      return end;
    });
  }
  return completed({ runId: call.runId });
}
