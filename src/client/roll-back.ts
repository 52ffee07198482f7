import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { chosenEntries } from '../core/interpreter/rollback-choice.ts';
import type { RollbackEntry } from '../core/interpreter/rollback.ts';
import { present } from '../core/present.ts';
import type { RunJournal } from '../core/run/wire.ts';
import { definitionHash } from '../files/definition-hash.ts';
import type { RollbackOptions } from './api.ts';
import type { Cluster } from './cluster.ts';
import { assertEnded, describeRun } from './describe-run.ts';
import { prepareStart } from './prepare-start.ts';
import { queryRun } from './query-run.ts';
import { JOURNAL_WITHIN_MS } from './rerun.ts';
import { fromMemo } from './run-memo.ts';
import { startRun } from './start-run.ts';

/**
 * Starts the run that undoes what an ended one has left; gives its id. What was chosen before is left out by it, and can be undone by the
 * rollback of that run in turn; so can what failed.
 *
 * @throws {StepwrightError} `RunNotFound`, `NothingToRollBack`, `NoSuchStep`, `RunIdConflict` when another part was undone so before,
 * `InvalidValue` when the run still goes on or is a child, `TemporalUnreachable` when no worker answers for it
 */
export async function rollBackEnded(cluster: Cluster, runId: string, options: RollbackOptions): Promise<string> {
  const { as = cluster.config.user, reason, steps, backTo } = options;
  const { record, tags } = await ended(cluster, runId);
  const undo = record.snapshot.rollbacks.map(untried);
  const chosen = present({ steps, backTo });
  const paths = chosenEntries({ entries: undo, journal: record.snapshot.journal }, chosen).map(({ path }) => path);
  const { definition, input } = record;
  const prepared = await prepareStart(cluster, { definition, input, options: { tags }, known: true });
  const verdict = { confirmed: true, paths, by: as, ...present({ reason }) };
  const envelope = { ...prepared.envelope, undo, verdict, keyRunId: undoneBy(runId), startedBy: as };
  const memo = { ...prepared.memo, inputHash: definitionHash({ undo: paths }), startedBy: as };
  const id = `${runId}~rollback`;
  try {
    return await startRun(cluster, { ...prepared, envelope, memo, summary: `rollback of ${runId}` }, { id });
  } catch (error) {
    if (!(error instanceof StepwrightError) || error.code !== 'RunIdConflict') throw error;
    throw new StepwrightError('RunIdConflict', `another part of run "${runId}" was rolled back already, by run "${id}"`, {
      class: 'validation',
      hint: `What that one left: stepwright rollback run ${id}`,
      cause: error,
    });
  }
}

async function ended(cluster: Cluster, runId: string): Promise<{ readonly record: RunJournal; readonly tags: readonly string[] }> {
  const description = await describeRun(cluster, runId);
  assertEnded(runId, description.status.name);
  const { parent, tags = [] } = fromMemo(description.memo) ?? {};
  if (parent !== undefined) {
    throw new StepwrightError('InvalidValue', `run "${runId}" is a child of run "${parent}": it is undone with that one`, {
      class: 'validation',
      hint: `stepwright rollback run ${parent}`,
    });
  }
  const record = await queryRun<RunJournal>(cluster, runId, { name: 'journal', withinMs: JOURNAL_WITHIN_MS });
  return { record, tags };
}

/** As if the run itself undid it: an effect that is there already is not made twice. */
function undoneBy(runId: string): string {
  return runId.replace(/(?:~rollback)+$/, '');
}

function untried({ failed: _failed, ...entry }: RollbackEntry): RollbackEntry {
  return entry;
}
