import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import { fromWire, type WorkflowResult } from '../core/run/result.ts';
import { RunHistory, type ArchivedRun } from '../records/run-history.ts';
import type { Cluster } from './cluster.ts';

/** Two ways to the same: while Temporal knows the run, and after. */
interface Ways<T> {
  readonly known: () => Promise<T>;
  readonly archived: (run: ArchivedRun) => T;
}

/**
 * What Temporal tells of a run, or of one that it no longer knows the archive.
 * @throws {StepwrightError} `RunNotFound` when neither does
 */
export async function orArchived<T>(cluster: Cluster, runId: string, { known, archived }: Ways<T>): Promise<T> {
  try {
    return await known();
  } catch (error) {
    if (!(error instanceof StepwrightError) || error.code !== 'RunNotFound') throw error;
    return archived(await findArchived(cluster, runId, error));
  }
}

async function findArchived(cluster: Cluster, runId: string, notFound: StepwrightError): Promise<ArchivedRun> {
  try {
    return await new RunHistory(await cluster.store()).get(runId, cluster.config.namespace);
  } catch (error) {
    // That a run is unknown is the news also where the archive is away; that it was tampered with is not.
    throw error instanceof StepwrightError && error.code === 'StoreDamaged' ? error : notFound;
  }
}

export function archivedTrace({ trace, archivedAt }: ArchivedRun): readonly WorkflowEvent[] {
  return trace.map((event) => ({ ...event, archivedAt }));
}

export function archivedResult({ result, archivedAt }: ArchivedRun): WorkflowResult {
  return { ...fromWire(result), archivedAt };
}
