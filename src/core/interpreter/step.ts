import type { Step } from '../definition/step.ts';
import type { RollbackPolicy } from '../definition/step-base.ts';
import type { Failure } from '../errors/failure.ts';
import { toFailure } from '../errors/stepwright-error.ts';
import { present } from '../present.ts';
import { resolveDuration } from './call.ts';
import { assertFits } from './fits.ts';
import { isCall } from './is-call.ts';
import { isSettled, type JournalEntry } from './journal.ts';
import { intervened, valueOf } from './intervened.ts';
import { withLimit } from './limit.ts';
import { SCOPED_SINCE } from './version.ts';
import { addRollback } from './rollback-entry.ts';
import { skipped, type ListPlace, type StepPlace, type StepValue } from './run-context.ts';

/** How a step ended for the list it is in. */
export type StepEnd =
  | { readonly status: 'done' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'cancelled' };

/** Executes one step, unless the journal has its outcome. Never throws. */
export async function runStep(list: ListPlace, step: Step): Promise<StepEnd> {
  const at = placeOf(list, step);
  const { run, path } = at;
  const known = run.journal.get(path);
  if (known !== undefined && isSettled(known)) {
    run.adopt(known, list.frame);
    return endOf(at, known);
  }
  if (known !== undefined) run.restore(known, list.frame);
  if (run.tired) await run.rest(list.scope);
  // What had begun in an earlier history goes on: its clocks run during a pause, and its calls are held by themselves.
  if (known === undefined || known.status === 'CANCELLED') await run.gate.pass(list.scope);
  if (list.scope.cancelled) return { status: 'cancelled' };
  const value = await attempt(() => execute(at));
  if (value.status === 'failed' && undoesFailure(step)) {
    run.handOver.decided(path);
    await run.undoInside([path]);
  }
  const end = settle(at, value);
  // Nobody sees a finished body but the step itself; of one that failed another run may go on.
  const over = value.status === 'completed' || !run.keepsForReruns;
  if (over && value.inner !== undefined && value.inner.body !== list.frame.body) run.journal.fold(value.inner.body);
  run.handOver.recorded(path);
  return end;
}

/** Records a step that does not run since what it depends on failed. */
export function skipStep(list: ListPlace, step: Step): void {
  const at = placeOf(list, step);
  if (list.run.journal.get(at.path) === undefined) list.run.record(at, 'SKIPPED');
}

/** Whether a block is undone where it failed. */
export function undoesFailure(step: Step): boolean {
  const policy = 'rollbackOnFailure' in step ? (step.rollbackOnFailure as boolean | RollbackPolicy | undefined) : undefined;
  return typeof policy === 'object' ? (policy.on ?? ['failure']).includes('failure') : policy === true;
}

function placeOf(list: ListPlace, step: Step): StepPlace {
  const path = list.prefix === '' ? step.id : `${list.prefix}.${step.id}`;
  return { ...list, step, path, ...(list.run.observed ? { frame: list.frame.of(path) } : {}) };
}

async function execute(at: StepPlace): Promise<StepValue> {
  const { run, frame, step } = at;
  const planned = run.interventions.take(at.path);
  if (planned !== undefined) return valueOf(planned);
  // In a fresh history a step that had begun goes on: its `when` was asked then.
  const begun = run.journal.get(at.path)?.status;
  if (begun === undefined || begun === 'CANCELLED' || begun === 'PENDING') {
    if (step.when !== undefined && !frame.condition(step.when)) {
      if (step.onSkip === undefined) return skipped();
      return { ...skipped(), assigned: frame.resolve(step.onSkip.set) as Record<string, unknown> };
    }
    run.record(at, 'RUNNING');
  }
  // Cancelling in another order, and even a moment's wait, would not replay.
  const value = await (run.follows(SCOPED_SINCE) ? intervened(at, limited) : limited(at));
  if (value.status !== 'completed' || value.skipped === true || value.given === true) return value;
  const mapped = step.output === undefined ? value.value : selfFrame(at, value).resolve(step.output);
  checkOutput(at, mapped);
  return { ...value, value: mapped };
}

/** What is not a call keeps its own time: `timeout` is one pass, `totalTimeout` all of them. Calls are timed where they run. */
function limited(at: StepPlace): Promise<StepValue> {
  const { run, frame, step, path } = at;
  const fields = step.type === 'try' ? (['totalTimeout'] as const) : (['timeout', 'totalTimeout'] as const);
  const limits = fields.flatMap((field) => {
    const value = step[field];
    return value === undefined || keepsOwnTime(step) ? [] : [resolveDuration(frame, { value, field })];
  });
  if (limits.length === 0) return run.perform(at);
  const ms = Math.min(...limits);
  return withLimit(at, { key: path, ms, deadline: run.deadline(path, ms) }, (scope) => run.perform({ ...at, scope }));
}

/** Calls, and what has another way of ending late. */
function keepsOwnTime(step: Step): boolean {
  return isCall(step) || step.type === 'event' || step.type === 'approval';
}

function checkOutput({ step }: StepPlace, value: unknown): void {
  const schema = 'outputSchema' in step ? step.outputSchema : undefined;
  assertFits(value, { schema, code: 'InvalidOutput', complaint: `the result of "${step.id}" does not fit its outputSchema` });
}

/** A step sees itself only in `output`, `rollback` and `cache.when`. */
function selfFrame(at: StepPlace, { inner = at.frame, ...value }: StepValue & { readonly status: 'completed' }) {
  return inner.with({ result: value.value, [at.step.id]: value.value });
}

async function attempt(work: () => Promise<StepValue>): Promise<StepValue> {
  try {
    return await work();
  } catch (error) {
    return { status: 'failed', failure: toFailure(error) };
  }
}

function settle(at: StepPlace, value: StepValue): StepEnd {
  const { run, step, path } = at;
  const attempts = value.attempts ?? 1;
  const assigned = assignedBy(at, value);
  if (value.status === 'cancelled') {
    run.record(at, 'CANCELLED', { attempts, ...assigned });
    return { status: 'cancelled' };
  }
  if (value.status === 'failed') {
    const own = (value.failure.path ?? path) === path;
    const failure: Failure = { ...value.failure, step: value.failure.step ?? step.id, path: value.failure.path ?? path };
    // A block made one attempt, whatever the step inside made that failed it.
    run.record(at, 'FAILED', {
      failure,
      attempts: own ? (failure.attempts ?? attempts) : attempts,
      tolerated: isGonePast(at),
      ...assigned,
    });
    return isOptional(at) ? { status: 'done' } : { status: 'failed', failure };
  }
  if (value.skipped === true) {
    run.record(at, 'SKIPPED', assigned);
    return { status: 'done' };
  }
  const { cached, usage } = value;
  run.record(at, 'COMPLETED', { data: value.value, attempts, ...present({ cached, usage }), ...assigned });
  if (value.cached !== true) addRollback(at, (value.inner ?? at.frame).with({ result: value.value, [step.id]: value.value }));
  return { status: 'done' };
}

/** What a step set, and what was set inside it. */
function assignedBy(at: StepPlace, { assigned }: Pick<StepValue, 'assigned'>): Pick<JournalEntry, 'assigned'> {
  const inside = at.step.type === 'set' || !at.run.keepsForReruns ? undefined : at.run.setInside.of(at.step, at.frame);
  return inside === undefined && assigned === undefined ? {} : { assigned: { ...inside, ...assigned } };
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
