import type { Failure } from '../errors/failure.ts';
import { call, inSlots, type CallPlace } from './call.ts';
import { endOfPart } from './part.ts';
import { rollbackPath, type RollbackEntry } from './rollback.ts';
import type { Run } from './run.ts';
import type { ChildResult, Outcome, StartedChild } from './runtime.ts';
import { Scope } from './scope.ts';
import { spawn } from './spawn.ts';
import { failureFields } from './trail.ts';
import { PAUSES_PARTS_SINCE } from './version.ts';

/** Undoes one step; that it failed is reported and stops nothing. */
export async function undoStep(run: Run, entry: RollbackEntry): Promise<void> {
  const failure = await undone(run, entry);
  const { path, stepId, stepName } = entry;
  const { status = 'COMPLETED' } = run.journal.get(path) ?? {};
  run.rollbacks.remove(path);
  if (failure === undefined && run.phase === 'rollback') run.undone.add(entry.top);
  if (failure === undefined) {
    run.rolledBackSteps += 1;
    if (status === 'COMPLETED') run.journal.update(path, { status: 'ROLLED_BACK', rolledBack: true });
    run.event('rollback:step', { path, stepId, stepName, status: 'ROLLED_BACK' });
  } else {
    run.rollbackErrors.push({ path, stepId, error: failure.message, failure });
    run.runtime.log('warn', 'Workflow rollback of a step failed', { path, failure });
    run.event('rollback:step', { path, stepId, stepName, status, ...failureFields(failure) });
  }
  run.handOver.recorded(rollbackPath(path));
}

/** How the undoing of one step ended: with a failure, or none. */
async function undone(run: Run, entry: RollbackEntry): Promise<Failure | undefined> {
  const outcome = await spawn(() => execute({ run, scope: Scope.root(), slots: [run.slots] }, entry));
  if (outcome.status === 'completed') return undefined;
  return outcome.status === 'failed' ? outcome.failure : { code: 'Cancelled', class: 'cancelled', message: 'the rollback was cancelled' };
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
