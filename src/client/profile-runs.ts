import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { definitionProfileOf, type DefinitionProfile } from '../core/profile/definition-profile.ts';
import type { RunProfile } from '../core/profile/run-profile.ts';
import { isOver, WorkflowStatus } from '../core/run/status.ts';
import type { ListQuery } from './api.ts';
import { settled, someAtOnce } from './at-once.ts';
import type { Cluster } from './cluster.ts';
import { listRuns } from './list-runs.ts';
import { profileRun } from './profile-run.ts';

/** Each run is read whole. */
const DEFAULT_RUNS = 20;
const ENDED = Object.values(WorkflowStatus).filter(isOver);

/**
 * Where the time of the runs of a definition went, the newest ended ones unless the query says otherwise. What could run side by side is
 * judged by the definition of the newest.
 *
 * @throws {StepwrightError} `RunNotFound` when there are none
 */
export async function profileRuns(cluster: Cluster, definition: string, query: Omit<ListQuery, 'definition'>): Promise<DefinitionProfile> {
  const profiles: RunProfile[] = [];
  let newest: WorkflowDefinition | undefined;
  const runs = listRuns(cluster, { limit: DEFAULT_RUNS, status: ENDED, ...query, definition });
  for await (const run of someAtOnce(runs, ({ runId }) => settled(profileRun(cluster, runId)))) {
    if ('error' in run) throw run.error;
    profiles.push(run.value.profile);
    newest ??= run.value.definition;
  }
  const profile = definitionProfileOf(profiles, newest);
  if (profile !== undefined) return profile;
  throw new StepwrightError('RunNotFound', `there are no ended runs of "${definition}" that fit`, {
    class: 'validation',
    hint: `stepwright list --definition ${definition} shows its runs on this task queue; it takes a moment until one that has ended is listed.`,
  });
}
