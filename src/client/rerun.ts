import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { takeUp, type RerunPlan } from '../core/rerun/take-up.ts';
import type { RunJournal } from '../core/run/wire.ts';
import { definitionHash } from '../files/definition-hash.ts';
import type { RerunOptions } from './api.ts';
import type { Cluster } from './cluster.ts';
import { assertEnded, describeRun } from './describe-run.ts';
import { prepareStart, type PreparedStart } from './prepare-start.ts';
import { queryRun } from './query-run.ts';
import { fromMemo } from './run-memo.ts';
import { startRun } from './start-run.ts';

/** A worker that replays a long history needs its time. */
export const JOURNAL_WITHIN_MS = 60_000;

/** An earlier run as it is taken up. */
export interface Earlier {
  readonly runId: string;
  readonly record: RunJournal;
  readonly tags: readonly string[];
  /** The checkpoint that the record lay in. */
  readonly checkpoint?: string;
}

/** A rerun that is worked out and not started yet. */
export interface PreparedRerun {
  readonly plan: RerunPlan;
  readonly prepared: PreparedStart;
}

/**
 * Starts a new run with the outcomes that an ended one had before a step; gives its id.
 *
 * @throws {StepwrightError} `RunNotFound`, `CheckpointInvalid` when an outcome does not fit the definition, `InvalidValue` when the run
 * still goes on or there is nowhere to begin, `TemporalUnreachable` when no worker answers for the earlier run
 */
export async function rerunRun(cluster: Cluster, runId: string, options: RerunOptions = {}): Promise<string> {
  const { prepared } = await prepareRerun(cluster, await earlierRun(cluster, runId), options);
  return startRun(cluster, prepared, options);
}

/** What `rerunRun` would do. */
export async function planRerun(cluster: Cluster, runId: string, options: RerunOptions = {}): Promise<RerunPlan> {
  return (await prepareRerun(cluster, await earlierRun(cluster, runId), options)).plan;
}

/** What an ended run has done: a worker replays it and tells. */
async function earlierRun(cluster: Cluster, runId: string): Promise<Earlier> {
  const description = await describeRun(cluster, runId);
  assertEnded(runId, description.status.name);
  const record = await queryRun<RunJournal>(cluster, runId, { name: 'journal', withinMs: JOURNAL_WITHIN_MS });
  return { runId, record, tags: fromMemo(description.memo)?.tags ?? [] };
}

/** Works a rerun out, with everything checked. */
export async function prepareRerun(cluster: Cluster, earlier: Earlier, options: RerunOptions): Promise<PreparedRerun> {
  const { runId, record, tags, checkpoint } = earlier;
  const { from, input = {}, definition = record.definition, force = false, id, key = record.key, tags: ownTags = [] } = options;
  const prepared = await prepareStart(cluster, {
    definition,
    input: { ...record.input, ...input },
    options: { tags: [...tags, ...ownTags], ...(id === undefined ? {} : { id }), ...(key === undefined ? {} : { key }) },
    known: options.definition === undefined,
  });
  const request = { definition: wholeOf(prepared), force, ...(from === undefined ? {} : { from }) };
  const { plan, takenUp } = takeUp(runId, record, { ...request, ...(checkpoint === undefined ? {} : { checkpoint }) });
  const { resumedFrom } = takenUp;
  return {
    plan,
    prepared: {
      ...prepared,
      envelope: { ...prepared.envelope, ...takenUp },
      // Starting one id twice: the same rerun, not another one of the same input.
      memo: { ...prepared.memo, inputHash: definitionHash({ inputHash: prepared.memo.inputHash, resumedFrom }), resumedFrom: runId },
    },
  };
}

function wholeOf({ envelope: { definition } }: PreparedStart): WorkflowDefinition {
  if ('name' in definition) return definition;
  throw new StepwrightError('InvalidValue', `"${definition.id}" names a definition that only workers know`, {
    class: 'validation',
    hint: 'Give the file that holds it.',
  });
}
