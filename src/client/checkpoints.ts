import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { RerunPlan } from '../core/rerun/take-up.ts';
import type { RunJournal } from '../core/run/wire.ts';
import {
  Checkpoints,
  validateCheckpoint,
  type Checkpoint,
  type CheckpointQuery,
  type CheckpointSummary,
  type CleanPolicy,
} from '../records/checkpoints.ts';
import type { CheckpointsApi, RerunOptions, Run } from './api.ts';
import type { Cluster } from './cluster.ts';
import { assertEnded, describeRun } from './describe-run.ts';
import { queryRun } from './query-run.ts';
import type { Earlier, PreparedRerun } from './rerun.ts';
import { RunHandle } from './run-handle.ts';
import { startRun } from './start-run.ts';

/** The checkpoints of the client's store. */
export class ClientCheckpoints implements CheckpointsApi {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async *list(query: CheckpointQuery = {}): AsyncGenerator<CheckpointSummary, void, void> {
    yield* (await this.#kept()).list(query);
  }

  async get(id: string): Promise<Checkpoint> {
    return (await this.#kept()).get(id);
  }

  async validate(id: string): Promise<void> {
    validateCheckpoint(await this.get(id));
  }

  async delete(id: string): Promise<void> {
    const kept = await this.#kept();
    // Says so when there is none.
    await kept.get(id);
    await kept.delete(id);
  }

  async clean(policy: CleanPolicy): Promise<readonly CheckpointSummary[]> {
    return (await this.#kept()).clean(policy);
  }

  async resume(id: string, options: RerunOptions = {}): Promise<Run> {
    const { prepared } = await this.#prepare(id, options);
    return new RunHandle(this.#cluster, await startRun(this.#cluster, prepared, options));
  }

  async planResume(id: string, options: RerunOptions = {}): Promise<RerunPlan> {
    return (await this.#prepare(id, options)).plan;
  }

  async #kept(): Promise<Checkpoints> {
    return new Checkpoints(await this.#cluster.store());
  }

  async #prepare(id: string, options: RerunOptions): Promise<PreparedRerun> {
    const checkpoint = await this.get(id);
    validateCheckpoint(checkpoint);
    const { runId, journal: record } = checkpoint;
    await assertStillTrue(this.#cluster, checkpoint);
    const earlier: Earlier = { runId, record, tags: [], checkpoint: id };
    // Validation is loaded by those who start runs.
    const { prepareRerun } = await import('./rerun.ts');
    return prepareRerun(this.#cluster, earlier, options);
  }
}

/**
 * What the checkpoint says was done must not have been undone since. Of a run that the server has forgotten nobody knows.
 *
 * @throws {StepwrightError} `CheckpointInvalid` when it was, `InvalidValue` when the run still goes on
 */
async function assertStillTrue(cluster: Cluster, { id, runId, path, journal }: Checkpoint): Promise<void> {
  const description = await describeRun(cluster, runId).catch(ifForgotten);
  if (description === undefined) return;
  assertEnded(runId, description.status.name);
  if (journal.snapshot.rollbacks.length === 0) return;
  const { undone } = await queryRun<RunJournal>(cluster, runId, { name: 'journal' });
  const lost = undone.filter((step) => !journal.undone.includes(step));
  const [first] = lost;
  if (first === undefined) return;
  throw new StepwrightError(
    'CheckpointInvalid',
    `checkpoint "${id}" can't be used: after ${path} the run was rolled back, and ${lost.join(', ')} undone`,
    {
      class: 'validation',
      hint: `Those steps must be executed again: stepwright rerun ${runId}`,
    },
  );
}

function ifForgotten(error: unknown): undefined {
  if (error instanceof StepwrightError && error.code === 'RunNotFound') return undefined;
  throw error;
}
