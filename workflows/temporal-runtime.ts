import { CancellationScope, log, proxyActivities, sleep } from '@temporalio/workflow';
import type { Failure } from '../src/core/errors/failure.ts';
import type { ActionEnvelope } from '../src/core/run/action-envelope.ts';
import type { ActionCall, ActionResult, Outcome, Runtime } from '../src/core/interpreter/runtime.ts';
import type { Scope } from '../src/core/interpreter/scope.ts';
import { activityOptions } from './activity-options.ts';
import { outcomeOfFailure } from './failures.ts';

type ActionActivity = (envelope: ActionEnvelope) => Promise<ActionResult>;

/** Temporal behind the interpreter's port. Everything runs in the workflow's non-cancellable root: our scopes decide. */
export class TemporalRuntime implements Runtime {
  readonly #runId: string;
  readonly #onChange: () => void;

  constructor(runId: string, onChange: () => void) {
    this.#runId = runId;
    this.#onChange = onChange;
  }

  now(): number {
    return Date.now();
  }

  callAction(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>> {
    const { summary: _summary, taskQueue: _taskQueue, priority: _priority, ...envelope } = call;
    return within(scope, () => {
      const activities = proxyActivities<Record<string, ActionActivity>>(activityOptions(call));
      const activity = activities[`${call.target}.${call.action}`] as ActionActivity;
      return activity({ ...envelope, runId: this.#runId });
    });
  }

  sleep(scope: Scope, ms: number, summary: string): Promise<Outcome<null>> {
    return within(scope, async () => {
      await sleep(ms, { summary });
      return null;
    });
  }

  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void {
    log[level](message, fields);
  }

  changed(): void {
    this.#onChange();
  }
}

const CANCELLED: Failure = { code: 'Cancelled', class: 'cancelled', message: 'the action ended as cancelled, though nobody cancelled it' };

/** Runs Temporal calls in a cancellation scope tied to ours; every end becomes a value. */
async function within<T>(scope: Scope, work: () => Promise<T>): Promise<Outcome<T>> {
  if (scope.cancelled) return { status: 'cancelled' };
  const cancellation = new CancellationScope({ cancellable: true });
  const off = scope.onCancel(() => cancellation.cancel());
  try {
    return { status: 'completed', value: await cancellation.run(work) };
  } catch (error) {
    const outcome = outcomeOfFailure(error);
    // Nobody here asked for it: an action that ended as cancelled by itself has failed.
    return outcome.status === 'cancelled' && !scope.cancelled ? { status: 'failed', failure: CANCELLED } : outcome;
  } finally {
    off();
  }
}
