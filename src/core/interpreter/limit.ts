import type { ListPlace, StepValue } from './run-context.ts';
import type { Scope } from './scope.ts';
import { spawn } from './spawn.ts';

/** Runs work that is cancelled, and fails with class `timeout`, after `ms`. */
export async function withLimit(
  at: ListPlace & { readonly path: string },
  ms: number,
  work: (scope: Scope) => Promise<StepValue>,
): Promise<StepValue> {
  const inner = at.scope.child();
  const clock = at.scope.child();
  const timer = spawn(async () => {
    const slept = await at.run.runtime.sleep(clock, ms, `${at.path} · timeout`);
    // What fell due during a pause takes effect on resume.
    if (slept.status === 'completed') await at.run.gate.pass(clock);
    if (slept.status === 'completed' && !clock.cancelled) inner.cancel('timeout');
    return slept;
  });
  const value = await spawn(() => work(inner));
  clock.cancel('superseded');
  await timer;
  const timedOut = inner.reason === 'timeout' && value.status === 'cancelled';
  clock.end();
  inner.end();
  if (!timedOut) return value;
  return { status: 'failed', failure: { code: 'Timeout', class: 'timeout', message: `not done after ${ms} ms` } };
}
