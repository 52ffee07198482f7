import type { Step } from '../definition/step.ts';
import type { Failure } from '../errors/failure.ts';
import { toFailure } from '../errors/stepwright-error.ts';
import { resolveDuration } from './call.ts';
import { isSettled, type JournalEntry } from './journal.ts';
import { withLimit } from './limit.ts';
import { addRollback } from './rollback-entry.ts';
import type { ListPlace, StepPlace, StepValue } from './run-context.ts';
import { assertFits } from './fits.ts';
import { isCall } from './is-call.ts';

/** How a step ended for the list it is in. */
export type StepEnd =
  | { readonly status: 'done' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'cancelled' };

/** Executes one step, unless the journal has its outcome. Never throws. */
export async function runStep(list: ListPlace, step: Step): Promise<StepEnd> {
  const path = list.prefix === '' ? step.id : `${list.prefix}.${step.id}`;
  const at: StepPlace = { ...list, step, path };
  const { run } = list;
  const known = run.journal.get(path);
  if (known !== undefined && isSettled(known)) {
    run.adopt(known);
    return endOf(at, known);
  }
  await run.gate.pass(list.scope);
  if (list.scope.cancelled) return { status: 'cancelled' };
  const value = await attempt(at, () => execute(at));
  return settle(at, value);
}

/** Records a step that does not run since what it depends on failed. */
export function skipStep(list: ListPlace, step: Step): void {
  const path = list.prefix === '' ? step.id : `${list.prefix}.${step.id}`;
  list.run.record({ ...list, step, path }, 'SKIPPED');
}

const SKIPPED = Symbol('skipped');

async function execute(at: StepPlace): Promise<StepValue> {
  const { run, frame, step } = at;
  if (step.when !== undefined && !run.evaluator.condition(step.when, frame)) {
    if (step.onSkip === undefined) return { status: 'completed', value: SKIPPED };
    return { status: 'completed', value: SKIPPED, assigned: run.evaluator.resolve(step.onSkip.set, frame) as Record<string, unknown> };
  }
  run.record(at, 'RUNNING');
  const value = await limited(at);
  if (value.status !== 'completed') return value;
  const mapped = step.output === undefined ? value.value : run.evaluator.resolve(step.output, selfFrame(at, value.value));
  checkOutput(at, mapped);
  return { ...value, value: mapped };
}

/** What is not a call keeps its own time: `timeout` is one pass, `totalTimeout` all of them. Calls are timed where they run. */
function limited(at: StepPlace): Promise<StepValue> {
  const { run, frame, step } = at;
  const limits = (['timeout', 'totalTimeout'] as const).flatMap((field) => {
    const value = step[field];
    return value === undefined || isCall(step) ? [] : [resolveDuration(run, frame, { value, field })];
  });
  if (limits.length === 0) return run.perform(at);
  return withLimit(at, Math.min(...limits), (scope) => run.perform({ ...at, scope }));
}

function checkOutput({ step }: StepPlace, value: unknown): void {
  const schema = 'outputSchema' in step ? step.outputSchema : undefined;
  assertFits(value, { schema, code: 'InvalidOutput', complaint: `the result of "${step.id}" does not fit its outputSchema` });
}

/** A step sees itself only in `output`, `rollback` and `cache.when`. */
function selfFrame(at: StepPlace, value: unknown) {
  return at.frame.with({ result: value, [at.step.id]: value });
}

async function attempt(at: StepPlace, work: () => Promise<StepValue>): Promise<StepValue> {
  try {
    return await work();
  } catch (error) {
    return { status: 'failed', failure: toFailure(error) };
  }
}

function settle(at: StepPlace, value: StepValue): StepEnd {
  const { run, step, path } = at;
  const attempts = value.attempts ?? 1;
  const assigned = value.assigned === undefined ? {} : { assigned: value.assigned };
  if (value.status === 'cancelled') {
    run.record(at, 'CANCELLED', { attempts });
    return { status: 'cancelled' };
  }
  if (value.status === 'failed') {
    const own = (value.failure.path ?? path) === path;
    const failure: Failure = { ...value.failure, step: value.failure.step ?? step.id, path: value.failure.path ?? path };
    // A block made one attempt, whatever the step inside made that failed it.
    run.record(at, 'FAILED', { failure, attempts: own ? (failure.attempts ?? attempts) : attempts, tolerated: isGonePast(at) });
    return isOptional(at) ? { status: 'done' } : { status: 'failed', failure };
  }
  if (value.value === SKIPPED) {
    run.record(at, 'SKIPPED', assigned);
    return { status: 'done' };
  }
  run.record(at, 'COMPLETED', { data: value.value, attempts, ...assigned });
  addRollback(at, (frame) => frame.with({ result: value.value }));
  return { status: 'done' };
}

function endOf(at: StepPlace, { status, failure }: JournalEntry): StepEnd {
  if (status !== 'FAILED' || failure === undefined || isOptional(at)) return { status: 'done' };
  return { status: 'failed', failure };
}

function isOptional({ run, step }: StepPlace): boolean {
  return step.optional === true && run.definition.continueOnOptionalFailure !== false;
}

/** Whether the list goes on after this step failed: it is optional, or the failure strategy of the top list says so. */
function isGonePast(at: StepPlace): boolean {
  return isOptional(at) || (at.prefix === '' && (at.run.definition.failureStrategy ?? 'fail-fast') !== 'fail-fast');
}
