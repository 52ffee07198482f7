import type { Failure } from '../errors/failure.ts';
import { present } from '../present.ts';
import { call, inSlots, type CallPlace } from './call.ts';
import { endOfPart } from './part.ts';
import { rollbackPath, verifyPath, type RollbackEntry, type VerifyPlan } from './rollback.ts';
import type { Run } from './run.ts';
import type { ActionResult, ChildResult, Outcome, StartedChild } from './runtime.ts';
import { Scope } from './scope.ts';
import { spawn } from './spawn.ts';
import { failureFields } from './trail.ts';
import { PAUSES_PARTS_SINCE } from './version.ts';

/** Undoes one step; that it failed is reported and stops nothing. */
export async function undoStep(run: Run, entry: RollbackEntry): Promise<void> {
  const failure = await undone(run, entry);
  const { path, stepId, stepName } = entry;
  const { status = 'COMPLETED' } = run.journal.get(path) ?? {};
  if (failure === undefined || !('call' in entry.plan) || !run.keepsForReruns) run.rollbacks.remove(path);
  else run.rollbacks.failed(path);
  if (failure === undefined && run.phase === 'rollback') {
    run.undone.add(entry.top);
    run.rollback.undone.push(path);
  }
  if (failure === undefined) {
    run.rolledBackSteps += 1;
    if (status === 'COMPLETED') run.journal.update(path, { status: 'ROLLED_BACK', rolledBack: true });
    run.event('rollback:step', { path, stepId, stepName, status: 'ROLLED_BACK' });
  } else {
    const { code, message } = failure;
    run.rollbackErrors.push({ path, stepId, error: message, failure });
    if (run.phase === 'rollback') run.rollback.failed.push({ path, code, message });
    run.runtime.log('warn', 'Workflow rollback of a step failed', { path, failure });
    run.event('rollback:step', { path, stepId, stepName, status, ...failureFields(failure) });
  }
  run.handOver.recorded(rollbackPath(path));
  run.handOver.recorded(verifyPath(path));
}

/** How the undoing of one step ended: with a failure, or none. */
async function undone(run: Run, entry: RollbackEntry): Promise<Failure | undefined> {
  const at = { run, scope: Scope.root(), slots: [run.slots] };
  const outcome = await spawn(() => execute(at, entry));
  if (outcome.status !== 'completed') return failureIn(outcome);
  const verify = 'call' in entry.plan ? entry.plan.verify : undefined;
  return verify === undefined ? undefined : notVerified(at, entry, verify);
}

function failureIn(outcome: Exclude<Outcome<never>, { readonly status: 'completed' }>): Failure {
  return outcome.status === 'failed' ? outcome.failure : { code: 'Cancelled', class: 'cancelled', message: 'the rollback was cancelled' };
}

/** Looks whether the step was undone: why not, or nothing. */
async function notVerified(at: CallPlace, { path, stepId }: RollbackEntry, verify: VerifyPlan): Promise<Failure | undefined> {
  // The rollback is not in the journal before this is known, so what it is held back for would wait for it.
  at.run.handOver.decided(verifyPath(path));
  const outcome: Outcome<ActionResult> =
    'call' in verify ? await spawn(() => call(at, verify.call)) : { status: 'failed', failure: verify.failure };
  if (outcome.status === 'completed' && saysYes(outcome.value.data)) return undefined;
  const said = outcome.status === 'completed' ? `verify gave ${JSON.stringify(outcome.value.data)}` : undefined;
  const cause = outcome.status === 'completed' ? undefined : failureIn(outcome);
  return {
    code: 'RollbackNotVerified',
    class: cause?.class ?? 'permanent',
    message: `the rollback of "${stepId}" was called, but is not verified: ${said ?? cause?.message ?? ''}`,
    ...present({ cause }),
  };
}

/** `false`, and a record with `ok: false`, say that the step is not undone; whatever else it gives, it is. */
function saysYes(data: unknown): boolean {
  return data !== false && !(typeof data === 'object' && data !== null && 'ok' in data && data.ok === false);
}

async function execute(at: CallPlace, { path, plan }: RollbackEntry): Promise<Outcome<unknown>> {
  if ('call' in plan) return call(at, plan.call);
  if ('failure' in plan) return { status: 'failed', failure: plan.failure };
  return inSlots(at, rollbackPath(path), async () => {
    const started = await at.run.runtime.startChild(at.scope, { ...plan.child, undo: plan.entries });
    const ended = started.status === 'completed' ? await endOf(at, started.value) : started;
    if (ended.status !== 'completed' || ended.value.success) return ended;
    return { status: 'failed', failure: ended.value.failure ?? { code: 'Failed', class: 'unknown', message: 'the child was not undone' } };
  });
}

function endOf({ run, scope }: CallPlace, child: StartedChild): Promise<Outcome<ChildResult>> {
  return run.follows(PAUSES_PARTS_SINCE) ? endOfPart({ gate: run.gate, scope }, child) : child.end;
}
