import { optionalTsToMs } from '@temporalio/common/lib/time.js';

import type { CallFacts, ChildFacts, RunFacts, TimerFacts } from '../core/profile/facts.ts';
import { profileOf } from '../core/profile/profile-of.ts';
import type { RunProfile } from '../core/profile/run-profile.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { present } from '../core/present.ts';
import { isStepEnd, type WorkflowEvent } from '../core/run/events.ts';
import { WorkflowStatus } from '../core/run/status.ts';
import type { ArchivedRun } from '../records/run-history.ts';
import { orArchived } from './archived-run.ts';
import { settled, someAtOnce } from './at-once.ts';
import { HistoryFacts, type StartedRun } from './call-facts.ts';
import type { Cluster } from './cluster.ts';
import { describeRun } from './describe-run.ts';
import { eventsOfHistory, previousOf, type Execution } from './history-page.ts';
import { definitionOfRun } from './run-definition.ts';
import { traceOfRun } from './run-trace.ts';
import { GRPC, grpcCode, temporalError } from './temporal-errors.ts';

/** A profile, and the definition that the run followed. */
export interface ProfiledRun {
  readonly profile: RunProfile;
  readonly definition?: WorkflowDefinition;
}

/**
 * Where the time of a run went: its trail over all its histories, what the server wrote down of its calls, its partitions and its child runs.
 *
 * @throws {StepwrightError} `RunNotFound`, or `TemporalUnreachable` when no worker answers for a run that goes on
 */
export async function profileRun(cluster: Cluster, runId: string): Promise<ProfiledRun> {
  const facts = await orArchived(cluster, runId, { known: () => factsOfRun(cluster, runId), archived: archivedFacts });
  return { profile: profileOf(facts), ...present({ definition: facts.definition }) };
}

async function factsOfRun(cluster: Cluster, runId: string): Promise<RunFacts> {
  const trace = await traceOfRun(cluster, runId);
  const { started, until, ...told } = await historyOfRun(cluster, runId);
  const children: ChildFacts[] = [];
  const waited = waitedFor(started, { runId, trace });
  const work = async ({ id, path }: (typeof waited)[number]) => settled(factsOfRun(cluster, id).then((run) => ({ path, run })));
  for await (const child of someAtOnce(waited, work)) {
    if ('value' in child) children.push(child.value);
    else ifGone(child.error);
  }
  const definition = await definitionOfRun(cluster, runId).catch(ifGone);
  return { ...factsOfTrace(runId, trace), ...told, children, ...present({ until, definition }) };
}

/** What the server's record of a run tells beside its trail. */
interface ToldByHistory extends Pick<RunFacts, 'calls' | 'timers' | 'notes'> {
  readonly started: readonly StartedRun[];
  /** It goes on. */
  readonly until?: number;
}

/** Over all histories of the run, and those of its partitions: what they do is the run's own work. */
async function historyOfRun(cluster: Cluster, runId: string): Promise<ToldByHistory> {
  const { runId: newest, status, raw } = await describeRun(cluster, runId);
  const calls: CallFacts[] = [];
  const timers: TimerFacts[] = [];
  const started: StartedRun[] = [];
  const notes: string[] = [];
  for (let execution: string | undefined = newest; execution !== undefined;) {
    const facts = new HistoryFacts(cluster.payloads);
    const before = await readHistory(cluster, facts, { workflowId: runId, runId: execution });
    if (before === null)
      notes.push(`the server has forgotten earlier histories of ${runId}: of the calls in them only the durations are known`);
    if (execution === newest)
      for (const { activityId, attempt, lastStartedTime } of raw.pendingActivities ?? [])
        facts.pending(activityId ?? '', attempt ?? 1, optionalTsToMs(lastStartedTime));
    calls.unshift(...facts.calls);
    timers.unshift(...facts.timers);
    started.unshift(...facts.children);
    execution = before ?? undefined;
  }
  const own: StartedRun[] = [];
  for (const child of started) {
    if (!PARTITION.test(child.runId)) own.push(child);
    else {
      const part = await historyOfRun(cluster, child.runId);
      calls.push(...part.calls);
      timers.push(...part.timers);
      own.push(...part.started);
      notes.push(...part.notes);
    }
  }
  return { calls, timers, started: own, notes, ...(status.name === 'RUNNING' ? { until: Date.now() } : {}) };
}

const PARTITION = /~\d+$/;

/** Gives Temporal's id of the history before it; null when the server has forgotten this one. */
async function readHistory(cluster: Cluster, facts: HistoryFacts, execution: Execution): Promise<string | null | undefined> {
  let before: string | undefined;
  try {
    for await (const event of eventsOfHistory(cluster, execution)) {
      before ??= previousOf(event);
      await facts.take(event);
    }
  } catch (error) {
    if (grpcCode(error) === GRPC.notFound) return null;
    throw temporalError(error, `read the history of run "${execution.workflowId}"`);
  }
  return before;
}

/** Child runs whose end the step that started them waited for, by the path of the step. */
function waitedFor(
  started: readonly StartedRun[],
  { runId, trace }: { readonly runId: string; readonly trace: readonly WorkflowEvent[] },
): readonly { readonly id: string; readonly path: string }[] {
  const ends = new Map<string, number>();
  for (const event of trace) if (event.path !== undefined && isStepEnd(event)) ends.set(event.path, Date.parse(event.timestamp));
  return started.flatMap((child) => {
    const path = child.runId.slice(runId.length + 1);
    const end = ends.get(path.replace(/#\d+$/, ''));
    const outlived = end !== undefined && (child.closedAt === undefined || child.closedAt > end);
    return outlived ? [] : [{ id: child.runId, path }];
  });
}

function factsOfTrace(runId: string, trace: readonly WorkflowEvent[]): RunFacts {
  const { workflowId = '', workflowName = '' } = trace[0] ?? {};
  const status = trace.findLast((event) => event.type.startsWith('workflow:') && event.status !== undefined)?.status;
  const known = Object.values(WorkflowStatus).find((each) => each === status) ?? 'RUNNING';
  const trail = trace.map(({ timestamp, ...event }) => ({ ...event, at: Date.parse(timestamp) }));
  return { runId, workflowId, workflowName, status: known, trail, calls: [], timers: [], children: [], notes: [] };
}

function archivedFacts({ runId, trace, archivedAt }: ArchivedRun): RunFacts {
  const notes = [`Temporal no longer knows the run, which was archived at ${archivedAt}: of calls only the durations are known`];
  return { ...factsOfTrace(runId, trace), notes };
}

/** A child that was never started, a definition that nobody found: the profile goes without. */
function ifGone(error: unknown): undefined {
  if (error instanceof StepwrightError && (error.code === 'RunNotFound' || error.code === 'UnknownDefinition')) return undefined;
  throw error;
}
