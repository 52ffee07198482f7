import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import type { WorkerSummary } from './api.ts';
import type { Cluster } from './cluster.ts';
import { temporalError } from './temporal-errors.ts';

type Kind = WorkerSummary['takes'][number];

/** As Temporal numbers them. */
const TYPES: Readonly<Record<Kind, number>> = { runs: 1, calls: 2 };

/**
 * The workers that asked a task queue for work in the last minutes, by identity.
 *
 * @throws {StepwrightError} `TemporalUnreachable`
 */
export async function listWorkers(cluster: Cluster, taskQueue: string): Promise<readonly WorkerSummary[]> {
  const found = new Map<string, WorkerSummary>();
  for (const kind of ['runs', 'calls'] as const) {
    for (const { identity, lastSeen, rate } of await pollersOf(cluster, taskQueue, kind)) {
      const known = found.get(identity) ?? { identity, taskQueue, lastSeen, takes: [] };
      found.set(identity, {
        ...known,
        takes: [...known.takes, kind],
        lastSeen: known.lastSeen > lastSeen ? known.lastSeen : lastSeen,
        ...(kind === 'calls' && rate < UNLIMITED ? { rate } : {}),
      });
    }
  }
  return [...found.values()].sort((a, b) => (a.identity < b.identity ? -1 : 1));
}

/** Calls a second that the server notes for a worker without a limit. */
const UNLIMITED = 100_000;

interface Poller {
  readonly identity: string;
  readonly lastSeen: Date;
  readonly rate: number;
}

/** @throws {StepwrightError} `TemporalUnreachable` */
export async function pollersOf({ config, connection }: Cluster, taskQueue: string, kind: Kind): Promise<readonly Poller[]> {
  try {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace: config.namespace,
      taskQueue: { name: taskQueue },
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum itself is in a package that we have only for its types
      taskQueueType: TYPES[kind],
    });
    return (pollers ?? []).map(({ identity, lastAccessTime, ratePerSecond }) => ({
      identity: identity ?? '',
      lastSeen: new Date(optionalTsToMs(lastAccessTime) ?? 0),
      rate: ratePerSecond ?? UNLIMITED,
    }));
  } catch (error) {
    throw temporalError(error, `look at task queue "${taskQueue}"`);
  }
}
