import type { EventStep } from '../../definition/steps/event.ts';
import type { RunEvent } from '../../run/wire.ts';
import { resolveDuration } from '../call.ts';
import type { Taken } from '../event-box.ts';
import { runList } from '../list.ts';
import { below, completed, skipped, type StepPlace, type StepValue } from '../run-context.ts';
import { spawn } from '../spawn.ts';
import { HOLDS_SINCE } from '../version.ts';

/** The wait is over, and `onTimeout.steps` run. */
interface Cursor {
  readonly late: true;
}

export async function runEvent(at: StepPlace<EventStep>): Promise<StepValue> {
  const { run, frame, step, path, scope } = at;
  if ((run.journal.get(path)?.cursor as Cursor | undefined)?.late === true) return late(at);
  const type = String(frame.resolve(step.event));
  run.record(at, 'WAITING');
  const taken = await takeInTime(at, type);
  if (taken !== 'late' && taken !== 'cancelled' && 'failure' in taken) return { status: 'failed', failure: taken.failure };
  // Events are taken in while the run is paused; what follows waits.
  await run.gate.pass(scope);
  if (scope.cancelled && run.follows(HOLDS_SINCE)) return givenBack(at, taken);
  if (taken === 'late') return late(at);
  return taken === 'cancelled' ? { status: 'cancelled' } : completed(taken.event.data ?? {});
}

/** Nothing came of it: another step may take it. */
function givenBack({ run }: StepPlace<EventStep>, taken: Taken | 'late'): StepValue {
  if (typeof taken === 'object' && 'event' in taken) run.events.giveBack(taken.event);
  return { status: 'cancelled' };
}

async function takeInTime(at: StepPlace<EventStep>, type: string): Promise<Taken | 'late'> {
  const { run, frame, step, path } = at;
  const inner = at.scope.child();
  let isLate = false;
  if (step.timeout !== undefined) {
    const deadline = run.deadline(path, resolveDuration(frame, { value: step.timeout, field: 'timeout' }));
    void spawn(async () => {
      const slept = await run.runtime.sleep(inner, Math.max(0, deadline - run.runtime.now()), `${path} · timeout`);
      isLate = slept.status === 'completed';
      if (isLate) inner.cancel('timeout');
      return slept;
    });
  }
  const fits = (event: RunEvent) => step.match === undefined || frame.with({ event }).condition(step.match);
  const taken = await run.events.take(inner, { type, fits }, () => run.handOver.begin(path));
  inner.cancel('superseded');
  inner.end();
  return taken === 'cancelled' && isLate ? 'late' : taken;
}

async function late(at: StepPlace<EventStep>): Promise<StepValue> {
  const { run, step, path } = at;
  const { onTimeout = 'fail' } = step;
  if (onTimeout === 'skip') return skipped();
  if (onTimeout === 'fail')
    return { status: 'failed', failure: { code: 'Timeout', class: 'timeout', message: `no event "${step.event}" came in time` } };
  run.keep(path, { late: true } satisfies Cursor);
  return runList(below(at), onTimeout.steps);
}
