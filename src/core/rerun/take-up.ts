import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { isSettled, type JournalEntry } from '../interpreter/journal.ts';
import type { ResumedFrom, RunInput, RunJournal } from '../run/wire.ts';
import { asItStood } from './as-it-stood.ts';
import { assertMatches, compareSteps, type StepDifferences } from './compare.ts';
import { cut, type Cut } from './cut.ts';
import { EarlierRun } from './earlier-run.ts';
import { blocksRound } from './paths.ts';

export interface TakeUpRequest {
  /** What the new run follows: the earlier run's definition, or another version of it. */
  readonly definition: WorkflowDefinition;
  /** Path or id of the step to begin at. @default where the earlier run stopped */
  readonly from?: string;
  /** Takes outcomes over although their steps were changed since. */
  readonly force: boolean;
  /** The checkpoint that the record lay in. */
  readonly checkpoint?: string;
}

/** What a rerun would do. */
export interface RerunPlan {
  /** The run whose outcomes are taken over. */
  readonly runId: string;
  /** Path of the first step that is executed; further out than was asked where a block can only begin anew. */
  readonly begins: string;
  /** Paths of the outcomes taken over; one of a block stands for all in it. */
  readonly adopted: readonly string[];
  /** Steps of the top list that are executed, as far as their conditions let them. */
  readonly again: readonly string[];
  /** Paths of the steps among `adopted` that are undone should the new run be rolled back, in order of completion. */
  readonly rollbacks: readonly string[];
  /** Steps in which the definition differs from the one that the earlier run followed. */
  readonly differences: StepDifferences;
}

/** What the argument of the new run gets. */
export type TakenUp = Pick<RunInput, 'journal' | 'rollbacks' | 'snapshot'> & { readonly resumedFrom: ResumedFrom };

/**
 * Works out what a new run takes over from an earlier one.
 *
 * @throws {StepwrightError} `CheckpointInvalid` when a step is another one now, `InvalidValue` when there is nowhere to begin
 */
export function takeUp(runId: string, record: RunJournal, request: TakeUpRequest): { readonly plan: RerunPlan; readonly takenUp: TakenUp } {
  const { definition, from, force, checkpoint } = request;
  const { definition: before } = record;
  if (before.id !== definition.id) {
    throw new StepwrightError('CheckpointInvalid', `the run is one of "${before.id}", not of "${definition.id}"`, {
      class: 'validation',
      hint: `give a version of ${before.id}`,
    });
  }
  const earlier = new EarlierRun(record);
  // Saved on its way, or terminated.
  const goesOn = record.snapshot.phase === 'work' && from === undefined;
  const found = goesOn ? whole(earlier) : cut(earlier, definition, from === undefined ? undefined : earlier.find(from, definition));
  const { begins, again, journal, rollbacks, snapshot } = found;
  assertMatches(journal, { before, after: definition, force });
  const resumedFrom = { runId, ...(goesOn ? {} : { step: begins }), ...(checkpoint === undefined ? {} : { checkpoint }) };
  const plan = {
    runId,
    begins,
    adopted: outermost(journal),
    again,
    rollbacks: rollbacks.map(({ path }) => path),
    differences: compareSteps(before, definition),
  };
  return { plan, takenUp: snapshot === undefined ? { journal, rollbacks, resumedFrom } : { snapshot, resumedFrom } };
}

/** All of a run whose steps were going on. */
function whole(earlier: EarlierRun): Cut {
  const { snapshot, definition } = earlier.record;
  const steps = definition.steps ?? [];
  const again = steps.flatMap(({ id }) => (earlier.stands(id) ? [] : [id]));
  const begins = earlier.stop() ?? again[0] ?? definition.id;
  const { journal, rollbacks } = snapshot;
  return { begins, again, journal, rollbacks, snapshot: asItStood(snapshot) };
}

function outermost(journal: readonly JournalEntry[]): readonly string[] {
  const settled = new Set(journal.filter((entry) => isSettled(entry) && entry.folded !== true).map(({ path }) => path));
  return [...settled].filter((path) => !blocksRound(path).some((block) => settled.has(block)));
}
