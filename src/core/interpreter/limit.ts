import type { ListPlace, StepValue } from './run-context.ts';
import type { Scope } from './scope.ts';
import { spawn } from './spawn.ts';
import { HOLDS_SINCE } from './version.ts';

/** A time limit of something that runs. */
export interface Limit {
  /** Names it for the hand-over: what it decides is journaled as `recorded(key)`. */
  readonly key: string;
  readonly ms: number;
  /** ms since the epoch; in a fresh history it may be over already. */
  readonly deadline: number;
}

/** Runs work that is cancelled, and fails with class `timeout`, when the deadline is over. */
export async function withLimit(at: ListPlace, limit: Limit, work: (scope: Scope) => Promise<StepValue>): Promise<StepValue> {
  const { run } = at;
  const left = limit.deadline - run.runtime.now();
  // What fell due during a pause takes effect on resume.
  if (left <= 0 && !(run.gate.closed && run.follows(HOLDS_SINCE))) return timedOut(limit);
  const inner = at.scope.child();
  let late = false;
  const clock = at.scope.child();
  const timer = spawn(async () => {
    const slept = await run.runtime.sleep(clock, Math.max(0, left), `${limit.key} · timeout`);
    if (slept.status === 'completed') await run.gate.pass(clock);
    if (slept.status === 'completed' && !clock.cancelled) {
      late = true;
      run.handOver.decided(limit.key);
      inner.cancel('timeout');
    }
    return slept;
  });
  const value = await spawn(() => work(inner));
  clock.cancel('superseded');
  await timer;
  clock.end();
  inner.end();
  return late && value.status === 'cancelled' ? timedOut(limit) : value;
}

function timedOut({ ms }: Limit): StepValue {
  return { status: 'failed', failure: { code: 'Timeout', class: 'timeout', message: `not done after ${ms} ms` } };
}
