import type { RollbackPolicy } from '../definition/step-base.ts';
import type { CancelRequest } from '../run/wire.ts';
import { dependencies } from './phases.ts';
import { noteRollback } from './rollback-note.ts';
import { rollBack } from './rollback.ts';
import type { Run } from './run.ts';
import type { WorkEnd } from './snapshot.ts';
import { undoStep } from './undo.ts';

/** Why it may be time to undo. */
interface Occasion {
  readonly end: WorkEnd;
  /** What the run was cancelled with. */
  readonly cancel: CancelRequest | undefined;
  /** The run is there for nothing else. */
  readonly onlyUndoes: boolean;
}

/** Undoes a run whose work has ended, where its definition says so and, in mode `manual`, a person. */
export async function rollBackRun(run: Run, occasion: Occasion): Promise<void> {
  if (!occasion.onlyUndoes) {
    if (!isDue(run, occasion)) return;
    await confirmed(run, occasion);
  }
  if (!run.rollback.declined) await rollBackAll(run);
  await noteRollback(run, occasion.onlyUndoes);
}

function isDue({ definition }: Run, { end, cancel }: Occasion): boolean {
  const { on = ['failure', 'cancel'] } = policyOf(definition.rollbackOnFailure) ?? { on: [] };
  if (end.status === 'failed') return on.includes('failure');
  return end.status === 'cancelled' && (cancel?.rollback ?? on.includes('cancel'));
}

function policyOf(rollback: boolean | RollbackPolicy | undefined): RollbackPolicy | undefined {
  if (rollback === undefined || rollback === false) return undefined;
  return rollback === true ? {} : rollback;
}

/** Waits for a person's word, unless none is needed: who cancels with a rollback has given it. */
async function confirmed(run: Run, { cancel }: Occasion): Promise<void> {
  const { rollback, rollbacks, definition } = run;
  if (policyOf(definition.rollbackOnFailure)?.mode !== 'manual' || cancel?.rollback === true) return;
  if (rollback.verdict !== undefined || rollbacks.entries().length === 0) return;
  if (!rollback.waits) {
    rollback.wait();
    run.notice('the rollback waits to be confirmed or declined');
    run.hold();
    run.handOver.look();
  }
  await rollback.decided();
}

/** Undoes what is in the log, or what a person chose of it; a fresh history goes on with what is left. */
async function rollBackAll(run: Run): Promise<void> {
  const { rollback, rollbacks, definition } = run;
  const chosen = rollback.verdict?.paths;
  const entries = rollbacks.newestFirst().filter(({ path }) => chosen === undefined || chosen.includes(path));
  if (entries.length === 0 && rollback.startedAt === undefined) return;
  if (rollback.startedAt === undefined) {
    rollback.startedAt = run.runtime.now();
    run.event('rollback:started');
  }
  await rollBack(entries, definition.mode === 'graph' ? dependencies(run) : undefined, (entry) => undoStep(run, entry));
  run.event('rollback:completed');
}
