import { parseWorkflowRef, type DefinitionRef } from '../definition/workflow-ref.ts';
import type { Failure } from '../errors/failure.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { decideRetry } from '../expression/decide-retry.ts';
import type { RetrySpec } from '../run/retry.ts';
import { inSlots } from './call.ts';
import { withLimit } from './limit.ts';
import { naming } from './rollback-entry.ts';
import type { StepPlace, StepValue } from './run-context.ts';
import type { ChildCall, ChildResult } from './runtime.ts';
import { HOLDS_SINCE } from './version.ts';

/** Child runs above each other, unless the definition says otherwise. */
const DEFAULT_DEPTH = 10;

/** What is no reference is not found under that name: validation says more. */
export function referred(workflow: string): DefinitionRef {
  return parseWorkflowRef(workflow) ?? { id: workflow };
}

/** How deep a child of this run is. @throws {StepwrightError} `RecursionLimit` when that is too deep */
export function childDepth({ run, step }: StepPlace): number {
  const depth = (run.info.parent?.depth ?? 0) + 1;
  const most = run.definition.limits?.maxDepth ?? DEFAULT_DEPTH;
  if (depth <= most) return depth;
  throw new StepwrightError('RecursionLimit', `"${step.id}" would start a child run ${depth} levels deep; ${most} are allowed`, {
    hint: 'end the recursion with a condition, or raise limits.maxDepth',
  });
}

export interface ChildPlan {
  readonly call: ChildCall;
  readonly retry: RetrySpec;
  /** Milliseconds one child run may take. */
  readonly timeout?: number;
}

/** Which attempt it is, and when it may begin. */
interface Cursor {
  readonly attempt: number;
  /** Attempts of earlier rounds: a person had it tried again. */
  readonly before?: number;
  /** ms since the epoch. */
  readonly due: number;
}

/** Runs a child to its end, and again as the policy says: each attempt is a run of its own. */
export async function runChild(at: StepPlace, plan: ChildPlan): Promise<StepValue> {
  const { run, path } = at;
  const { before = 0 } = cursorIn(at);
  let { attempt, due } = cursorIn(at);
  for (;;) {
    // The first attempt begins at once: what waits even for a moment lets others take its place.
    if (due > 0 && !(await waited(at, due))) return { status: 'cancelled' };
    const value = await oneChild(at, plan, attempt);
    if (value.status !== 'failed') return { ...value, attempts: attempt - before };
    const failure: Failure = { ...value.failure, attempts: attempt - before };
    const delay = decideRetry(plan.retry, failure, `${run.info.runId}/${path}`);
    if (delay === undefined) return { status: 'failed', failure };
    attempt += 1;
    due = run.runtime.now() + delay;
    run.keep(path, { attempt, due, ...(before === 0 ? {} : { before }) } satisfies Cursor);
    run.handOver.recorded(path);
  }
}

function cursorIn({ run, path }: StepPlace): Cursor {
  return (run.journal.get(path)?.cursor as Cursor | undefined) ?? { attempt: 1, due: 0 };
}

/** All attempts anew, each a run of its own as ever. */
export function nextRound(at: StepPlace): void {
  const { attempt } = cursorIn(at);
  at.run.keep(at.path, { attempt: attempt + 1, due: 0, before: attempt } satisfies Cursor);
}

/** Until an attempt is due, which a pause holds back. False when it was cancelled before. */
async function waited({ run, scope, path }: StepPlace, due: number): Promise<boolean> {
  const left = due - run.runtime.now();
  if (left > 0 && (await run.runtime.sleep(scope, left, `${path} · next attempt`)).status === 'cancelled') return false;
  if (!run.follows(HOLDS_SINCE)) return true;
  await run.gate.pass(scope);
  return !scope.cancelled;
}

function oneChild(at: StepPlace, { call, timeout }: ChildPlan, attempt: number): Promise<StepValue> {
  const { run, path } = at;
  const child = attempt === 1 ? call : { ...call, runId: `${call.runId}#${attempt}` };
  const work = (place: StepPlace) =>
    inSlots(place, path, async (): Promise<StepValue> => {
      const started = await run.runtime.startChild(place.scope, child);
      const ended = started.status === 'completed' ? await started.value.end : started;
      return ended.status === 'completed' ? valueOf(place, child, ended.value) : ended;
    });
  if (timeout === undefined) return work(at);
  const limit = { key: path, ms: timeout, deadline: run.runtime.now() + timeout };
  return withLimit(at, limit, (scope) => work({ ...at, scope }));
}

/** The child's end as the step's; what it left to undo is undone with this run. */
function valueOf(at: StepPlace, child: ChildCall, result: ChildResult): StepValue {
  const { run, step } = at;
  const { rollbacks = [], status, output, failure } = result;
  const done = status === 'COMPLETED' || status === 'PARTIAL';
  if (rollbacks.length > 0 && !(done && step.rollback !== undefined)) {
    const undoing = { ...child, runId: `${child.runId}~rollback`, summary: `${at.path}~rollback · undo ${step.name ?? step.id}` };
    run.rollbacks.add({ ...naming(at), plan: { child: undoing, entries: rollbacks } });
  }
  if (done) return { status: 'completed', value: output ?? null };
  if (status === 'CANCELLED' && at.scope.cancelled) return { status: 'cancelled' };
  const cause: Failure = failure ?? { code: 'Failed', class: 'unknown', message: `the child run ended ${status}` };
  const { code, class: errorClass, message, details } = cause;
  return { status: 'failed', failure: { code, class: errorClass, message, ...(details === undefined ? {} : { details }), cause } };
}
