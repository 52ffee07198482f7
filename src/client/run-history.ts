import type { WorkflowExecutionDescription } from '@temporalio/client';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import type { WorkflowEvent } from '../core/run/events.ts';
import type { WireWorkflowResult } from '../core/run/result.ts';
import { RunHistory, type ArchivedRun, type ArchivedSummary, type ArchiveQuery, type RetentionPolicy } from '../records/run-history.ts';
import type { Cluster } from './cluster.ts';
import { assertEnded, describeRun, firstRunIdOf } from './describe-run.ts';
import type { Archived, ArchiveSweep, RunHistoryApi } from './kept-api.ts';
import { endedRuns } from './list-runs.ts';
import { resultOfRun } from './run-result.ts';
import { summaryOf } from './run-summary.ts';
import { traceOfRun } from './run-trace.ts';

/** The archive in the client's store. */
export class ClientHistory implements RunHistoryApi {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async archive(runId: string): Promise<Archived> {
    const description = await describeRun(this.#cluster, runId);
    assertEnded(runId, description.status.name);
    return this.#archive(description);
  }

  async #archive(description: WorkflowExecutionDescription): Promise<Archived> {
    const runId = description.workflowId;
    const history = await this.#history();
    const names = { namespace: this.#cluster.config.namespace, runId, execution: firstRunIdOf(description) };
    if (await history.has(names)) return { runId, added: false };
    const result = asJson<WireWorkflowResult>(await resultOfRun(this.#cluster, runId));
    const trace = asJson<readonly WorkflowEvent[]>(await traceOfRun(this.#cluster, runId));
    const { key: businessKey, tags } = summaryOf(description);
    await history.add({ ...names, ...present({ businessKey }), tags, result, trace });
    return { runId, added: true };
  }

  async *archiveAll(sweep: ArchiveSweep = {}): AsyncGenerator<Archived, void, void> {
    for await (const { runId } of endedRuns(this.#cluster, sweep)) {
      const description = await describeRun(this.#cluster, runId).catch(ifForgotten);
      // Another run may go on under its id.
      if (description !== undefined && description.status.name !== 'RUNNING') yield await this.#archive(description);
    }
  }

  async *list(query: ArchiveQuery = {}): AsyncGenerator<ArchivedSummary, void, void> {
    yield* (await this.#history()).list(query);
  }

  async get(runId: string): Promise<ArchivedRun> {
    return (await this.#history()).get(runId, this.#cluster.config.namespace);
  }

  async clean(policy: RetentionPolicy): Promise<readonly ArchivedSummary[]> {
    return (await this.#history()).clean(policy);
  }

  async #history(): Promise<RunHistory> {
    return new RunHistory(await this.#cluster.store());
  }
}

/** Since it was listed. */
function ifForgotten(error: unknown): undefined {
  if (error instanceof StepwrightError && error.code === 'RunNotFound') return undefined;
  throw error;
}

/** As it is kept: times as text. */
function asJson<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
