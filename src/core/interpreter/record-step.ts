import type { Progress } from '../run/result.ts';
import type { StepStatus } from '../run/status.ts';
import { stopOf, unfinished, type Journal } from './journal.ts';
import type { TopList } from './progress.ts';
import type { StepChange, StepPlace } from './run-context.ts';
import type { Runtime } from './runtime.ts';
import type { Teller } from './teller.ts';
import { failureFields } from './trail.ts';

/** Where a step's state is written. */
interface Recorded {
  readonly runtime: Runtime;
  readonly journal: Journal;
  readonly topList: TopList;
  readonly keepsForReruns: boolean;
  progress(): Progress;
}

interface News {
  readonly status: StepStatus;
  readonly change: StepChange;
  readonly teller: Teller;
}

/** Writes a step's new state to the journal, the trail and the progress; false when it is no news. */
export function recordStep(run: Recorded, at: StepPlace, { status, change: { usage, ...change }, teller }: News): boolean {
  const now = run.runtime.now();
  const before = run.journal.get(at.path);
  const started = before?.startedAt ?? now;
  const ended = status !== 'RUNNING' && status !== 'WAITING';
  // In a fresh history what waits goes on waiting.
  if (!ended && before?.status === status) return false;
  if (change.assigned !== undefined) at.frame.assign(change.assigned);
  run.journal.put({
    path: at.path,
    stepId: at.step.id,
    stepName: at.step.name ?? at.step.id,
    body: at.frame.body,
    attempts: 0,
    ...change,
    status,
    startedAt: started,
    ...(ended ? { endedAt: now, ...(run.keepsForReruns ? stopOf({ ...change, status }, before) : {}) } : unfinished(before)),
  });
  if (status === 'RUNNING') run.topList.started(at.path);
  if (ended) run.topList.ended(at.path, status, change.tolerated === true);
  teller.step(at, status, {
    ...(ended && status !== 'SKIPPED' ? { duration: now - started } : {}),
    ...failureFields(change.failure),
    ...(change.attempts === undefined ? {} : { attempts: change.attempts }),
    ...(change.cached === undefined ? {} : { cached: change.cached }),
    ...(usage === undefined ? {} : { usage }),
  });
  if (ended) teller.event('workflow:progress', { progress: run.progress() }, at.frame);
  return true;
}
