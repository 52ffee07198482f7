import type { CatchClause, TryStep } from '../../definition/steps/try.ts';
import type { Failure } from '../../errors/failure.ts';
import { toFailure } from '../../errors/stepwright-error.ts';
import { decideRetry } from '../../expression/decide-retry.ts';
import { matchesAny } from '../../run/retry.ts';
import { resolveDuration, resolveRetry } from '../call.ts';
import { withLimit } from '../limit.ts';
import { runList } from '../list.ts';
import { below, cursorOf, type StepPlace, type StepValue } from '../run-context.ts';
import { Scope } from '../scope.ts';
import { spawn } from '../spawn.ts';
import { undoesFailure } from '../step.ts';
import { HOLDS_SINCE, RETURNS_SINCE } from '../version.ts';

type Place = StepPlace<TryStep>;

/** How far a `try` has come. */
type Cursor =
  /** A pass runs, or waits for `due` (ms since the epoch). */
  | { readonly phase: 'pass'; readonly pass: number; readonly due: number; readonly deadline?: number }
  | { readonly phase: 'catch'; readonly pass: number; readonly clause: number; readonly failure: Failure }
  | { readonly phase: 'finally'; readonly pass: number; readonly value: StepValue };

/** Each phase leaves its outcome in the cursor, so that a fresh history takes up the right one. */
export async function runTry(at: Place): Promise<StepValue> {
  const { run, path, step } = at;
  let cursor = cursorOf<Cursor>(at, () => ({ phase: 'pass', pass: 1, due: 0 }));
  while (cursor.phase !== 'finally') {
    const { pass } = cursor;
    const next: Cursor = cursor.phase === 'pass' ? await onePass(at, cursor) : { phase: 'finally', pass, value: await caught(at, cursor) };
    run.keep(path, (cursor = next));
    run.handOver.recorded(`${path}~pass`);
  }
  const value = step.finally === undefined ? cursor.value : await cleanUp(at, prefixOf(at, cursor.pass), cursor.value);
  return { ...value, attempts: cursor.pass };
}

/** Steps of the first pass have the path of the block; later ones are numbered. */
function prefixOf({ path }: Place, pass: number): string {
  return pass === 1 ? path : `${path}#${pass}`;
}

async function onePass(at: Place, cursor: Cursor & { readonly phase: 'pass' }): Promise<Cursor> {
  const { run, scope } = at;
  const { pass, due } = cursor;
  // `finally` follows the pass that ran, not the one that was waited for.
  if (due > 0 && !(await begins(at, cursor))) return { phase: 'finally', pass: pass - 1, value: { status: 'cancelled' } };
  const value = await timedPass(at, cursor);
  if (value.status === 'cancelled' && !hasBegun(at, pass)) return { phase: 'finally', pass: Math.max(1, pass - 1), value };
  const returned = run.follows(RETURNS_SINCE) ? run.returnedFrom(scope) : run.returned;
  if (value.status !== 'failed' || returned) return { phase: 'finally', pass, value };
  // A pass that was cut off is the block's own failure.
  const failure: Failure = { ...value.failure, step: value.failure.step ?? at.step.id, path: value.failure.path ?? at.path };
  if (undoesFailure(at.step)) {
    run.handOver.decided(`${at.path}~pass`);
    await run.undoInside([prefixOf(at, pass)]);
  }
  return afterFailure(at, pass, failure);
}

/** Waits until a later pass is due, which a pause holds back. False when it was cancelled before. */
async function begins(at: Place, { pass, due }: Cursor & { readonly phase: 'pass' }): Promise<boolean> {
  const { run, scope, frame, path } = at;
  const left = due - run.runtime.now();
  if (left > 0) await run.runtime.sleep(scope, left, `${path} · next pass`);
  if (left > 0 || run.follows(HOLDS_SINCE)) await run.gate.pass(scope);
  if (scope.cancelled) return false;
  if (run.follows(HOLDS_SINCE)) {
    run.journal.hide(frame.body, prefixOf(at, pass - 1));
    run.keep(path, { phase: 'pass', pass, due: 0 } satisfies Cursor);
  }
  return true;
}

function hasBegun(at: Place, pass: number): boolean {
  return at.run.journal.get(`${prefixOf(at, pass)}.${at.step.steps[0]?.id ?? ''}`) !== undefined;
}

/** `timeout` is of one pass. */
function timedPass(at: Place, { pass, deadline }: Cursor & { readonly phase: 'pass' }): Promise<StepValue> {
  const { run, frame, step, path } = at;
  const work = (scope: Scope) => runList(below(at, { scope, prefix: prefixOf(at, pass) }), step.steps);
  if (step.timeout === undefined) return spawn(() => work(at.scope));
  const ms = resolveDuration(frame, { value: step.timeout, field: 'timeout' });
  const limit = { key: `${path}~pass`, ms, deadline: deadline ?? run.runtime.now() + ms };
  run.keep(path, { phase: 'pass', pass, due: 0, deadline: limit.deadline } satisfies Cursor);
  return withLimit(at, limit, work);
}

/** Another pass, the catch that fits, or the failure as it is. */
function afterFailure(at: Place, pass: number, failure: Failure): Cursor {
  const { run, frame, step, path } = at;
  try {
    const { retry } = step;
    const delay =
      retry === undefined
        ? undefined
        : decideRetry(resolveRetry(frame, retry), { ...failure, attempts: pass }, `${run.info.runId}/${path}`);
    if (delay !== undefined) {
      if (!run.follows(HOLDS_SINCE)) run.journal.hide(frame.body, prefixOf(at, pass));
      return { phase: 'pass', pass: pass + 1, due: run.runtime.now() + delay };
    }
    const clause = (step.catch ?? []).findIndex((each) => fits(at, each, failure));
    if (clause === -1) return { phase: 'finally', pass, value: { status: 'failed', failure } };
    return { phase: 'catch', pass, clause, failure };
  } catch (error) {
    return { phase: 'finally', pass, value: { status: 'failed', failure: { ...toFailure(error), cause: failure } } };
  }
}

function fits(at: Place, { errors, when, as }: CatchClause, failure: Failure): boolean {
  if (errors !== undefined && !matchesAny(errors, failure)) return false;
  return when === undefined || errorFrame(at, as, failure).condition(when);
}

function errorFrame({ frame }: Place, as: string | undefined, failure: Failure) {
  return frame.with({ error: failure, ...(as === undefined ? {} : { [as]: failure }) });
}

function caught(at: Place, { pass, clause, failure }: Cursor & { readonly phase: 'catch' }): Promise<StepValue> {
  const { as, steps = [] } = at.step.catch?.[clause] ?? {};
  return spawn(() => runList(below(at, { frame: errorFrame(at, as, failure), prefix: prefixOf(at, pass) }), steps));
}

/** Runs whatever happened, a cancellation too; its own failure replaces the one before, which becomes its cause. */
async function cleanUp(at: Place, prefix: string, value: StepValue): Promise<StepValue> {
  const { run, path, step } = at;
  if (value.status === 'cancelled') run.handOver.decided(path);
  const scope = Scope.root();
  const end = await spawn(() => runList(below(at, { scope, prefix }), step.finally ?? []));
  if (end.status !== 'failed') return value;
  return { status: 'failed', failure: value.status === 'failed' ? { ...end.failure, cause: value.failure } : end.failure };
}
