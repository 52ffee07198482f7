import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { Cluster } from './cluster.ts';
import { pollersOf } from './list-workers.ts';
import { GRPC, grpcCode } from './temporal-errors.ts';
import { withAbort } from './with-abort.ts';

/** A worker answers: one that replays a long history needs some seconds. */
const ANSWER_WITHIN_MS = 10_000;
/** Whether there is a worker at all is looked up when the answer is not there by then. */
const PATIENCE_MS = 500;

const UNANSWERED: ReadonlySet<number | undefined> = new Set([GRPC.deadlineExceeded, GRPC.unavailable, GRPC.cancelled]);

export interface Question<T> {
  /** Id of the run that is asked. */
  readonly id: string;
  readonly ask: () => Promise<T>;
  /** Gives up waiting for the answer. */
  readonly signal?: AbortSignal;
  /** @default 10 s */
  readonly withinMs?: number;
}

/**
 * Asks a run what only a worker can answer; other errors of the call stay as they are.
 *
 * @throws {StepwrightError} `TemporalUnreachable` when no worker answers, soon where there is none
 */
export async function askWorker<T>(cluster: Cluster, { id, ask, signal, withinMs }: Question<T>): Promise<T> {
  const { closed, config, connection, worker } = cluster;
  let { taskQueue } = config;
  await worker.ready();
  try {
    return await withAbort(connection, signal ?? closed, async (abort) => {
      const look = async (): Promise<void> => {
        taskQueue = await queueOf(cluster, id);
        if (!(await hasWorker(cluster, taskQueue))) abort();
      };
      const impatient = setTimeout(() => void look(), PATIENCE_MS);
      try {
        return await connection.withDeadline(Date.now() + (withinMs ?? ANSWER_WITHIN_MS), ask);
      } finally {
        clearTimeout(impatient);
      }
    });
  } catch (error) {
    if (UNANSWERED.has(grpcCode(error))) throw unanswered(id, taskQueue, error);
    throw error;
  }
}

/** A child run may be worked on elsewhere, and so may a run that was found by its key. */
async function queueOf({ client, config }: Cluster, id: string): Promise<string> {
  try {
    return (await client.workflow.getHandle(id).describe()).taskQueue;
  } catch {
    return config.taskQueue;
  }
}

/** The server knows pollers of the last minutes: one that just went counts, so the answer may be waited for in vain. */
async function hasWorker(cluster: Cluster, taskQueue: string): Promise<boolean> {
  try {
    return (await pollersOf(cluster, taskQueue, 'runs')).length > 0;
  } catch {
    return true;
  }
}

export function unanswered(id: string, taskQueue: string, cause: unknown): StepwrightError {
  return new StepwrightError('TemporalUnreachable', `no worker answers for run "${id}" on task queue "${taskQueue}"`, {
    class: 'transient',
    hint: `Start one with stepwright worker --task-queue ${taskQueue}, or connect with { worker: true }.`,
    cause,
  });
}
