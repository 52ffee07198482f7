import type { WaitStep } from '../../definition/steps/wait.ts';
import { StepwrightError } from '../../errors/stepwright-error.ts';
import { resolveDuration } from '../call.ts';
import { cursorOf, type StepPlace, type StepValue } from '../run-context.ts';
import { HOLDS_SINCE } from '../version.ts';

/** ISO 8601 with a zone, or a date (UTC): anything else would depend on the machine's zone. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

export async function runWait(at: StepPlace<WaitStep>): Promise<StepValue> {
  const { run, scope, step, path } = at;
  const { due } = cursorOf(at, () => ({ due: run.runtime.now() + milliseconds(at) }));
  const ms = Math.max(0, due - run.runtime.now());
  run.record(at, 'WAITING');
  // A timer of 0 ms would still cost a round trip to the server.
  const slept =
    ms === 0 ? ({ status: 'completed', value: null } as const) : await run.runtime.sleep(scope, ms, `${path} · ${step.name ?? step.id}`);
  // What fell due during a pause takes effect on resume.
  if (slept.status === 'completed') await run.gate.pass(scope);
  return scope.cancelled && run.follows(HOLDS_SINCE) ? { status: 'cancelled' } : slept;
}

function milliseconds({ run, frame, step }: StepPlace<WaitStep>): number {
  if (step.for !== undefined) return resolveDuration(frame, { value: step.for, field: 'for' });
  const until = frame.resolve(step.until);
  const at = typeof until === 'string' && TIME.test(until) ? Date.parse(until) : Number.NaN;
  if (!Number.isNaN(at)) return at - run.runtime.now();
  throw new StepwrightError('InvalidValue', `until: ${JSON.stringify(until)} is not a time`, {
    class: 'validation',
    hint: 'write an ISO 8601 time with its zone, such as 2025-01-31T09:00:00Z',
  });
}
