import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { applyDefaults } from '../core/schema-check/check-json.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { differenceOf } from './check-runs.ts';
import type { Difference } from './difference.ts';
import { momentsOf, type Moment } from './moments.ts';
import { recordedInput } from './recorded-input.ts';
import type { RecordedRun } from './recorded-run.ts';
import { replay, type Report, type ReplayOptions } from './replay.ts';

/** A past run that can be looked at, moment by moment. */
export interface PastRun {
  readonly runId: string;
  readonly definition: WorkflowDefinition;
  /** With the defaults of its schema. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly moments: readonly Moment[];
  /** Today's interpreter goes another way: what came from there on can't be shown. */
  readonly difference?: Difference;
}

/**
 * Goes through a past run again, without side effects.
 * @param runs its histories, the oldest first
 * @throws StepwrightError `InvalidValue` when it never began
 */
export async function lookBack(runs: readonly RecordedRun[], options: ReplayOptions): Promise<PastRun> {
  const [first] = runs;
  const prepared = first && recordedInput(first);
  if (first === undefined || prepared === undefined) {
    throw new StepwrightError('InvalidValue', `run "${first?.runId ?? ''}" never began: it was given no valid definition`, {
      class: 'validation',
    });
  }
  const reports: Report[] = [];
  let difference: Difference | undefined;
  for await (const replayed of replay(runs, { ...options, watch: true })) {
    reports.push(...replayed.reports);
    difference ??= differenceOf(replayed);
  }
  const { definition, input = {} } = prepared;
  return {
    runId: first.runId,
    definition,
    input: applyDefaults(input, definition.input ?? true) as Readonly<Record<string, unknown>>,
    moments: momentsOf(reports),
    ...(difference === undefined ? {} : { difference }),
  };
}
