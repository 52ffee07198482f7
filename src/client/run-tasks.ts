import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { BEING_PREPARED, type PendingTask } from '../core/run/wire.ts';
import type { RunSummary, RunTask, TaskQuery } from './api.ts';
import { someAtOnce } from './at-once.ts';
import type { Cluster } from './cluster.ts';
import { describeRun } from './describe-run.ts';
import { openRuns } from './list-runs.ts';
import { queryRun } from './query-run.ts';
import { temporalError } from './temporal-errors.ts';

/** So many runs in a row without an answer, and no worker is there. */
const SILENT_RUNS = 10;

/** The approvals of one run that wait; of an ended one there are none. */
export async function tasksOfRun(cluster: Cluster, id: string): Promise<readonly RunTask[]> {
  const { status, type } = await describeRun(cluster, id);
  return status.name === 'RUNNING' ? ask(cluster, { runId: id, definition: type }) : [];
}

/**
 * The approvals of all open runs that wait.
 *
 * @throws {StepwrightError} at the end, when a run did not answer: `TemporalUnreachable`
 */
export async function* tasksOfRuns(cluster: Cluster, query: TaskQuery): AsyncGenerator<RunTask, void, void> {
  const silent: StepwrightError[] = [];
  let answers = 0;
  for await (const answer of someAtOnce(openRuns(cluster, query), (run) => attempt(cluster, run))) {
    if (answer instanceof StepwrightError) silent.push(answer);
    else {
      answers += 1;
      yield* answer;
    }
    if (answers === 0 && silent.length >= SILENT_RUNS) break;
  }
  const [first] = silent;
  if (first !== undefined) throw first;
}

async function attempt(cluster: Cluster, run: RunSummary): Promise<readonly RunTask[] | StepwrightError> {
  try {
    return await ask(cluster, run);
  } catch (error) {
    const known = temporalError(error, `ask run "${run.runId}"`);
    // It has not begun, or it ended and was forgotten meanwhile: there is nothing to vote on.
    return known.code === 'RunNotFound' || known.message.includes(BEING_PREPARED) ? [] : known;
  }
}

async function ask(cluster: Cluster, { runId, definition }: Pick<RunSummary, 'runId' | 'definition'>): Promise<readonly RunTask[]> {
  const tasks = await queryRun<readonly PendingTask[]>(cluster, runId, { name: 'tasks' });
  return tasks.map((task) => ({ runId, definition, ...task }));
}
