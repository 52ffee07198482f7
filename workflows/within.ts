import { CancellationScope } from '@temporalio/workflow';
import type { Failure } from '../src/core/errors/failure.ts';
import type { Outcome } from '../src/core/interpreter/runtime.ts';
import type { Scope } from '../src/core/interpreter/scope.ts';
import { outcomeOfFailure } from './failures.ts';

const CANCELLED: Failure = { code: 'Cancelled', class: 'cancelled', message: 'the action ended as cancelled, though nobody cancelled it' };

/** Runs Temporal calls in a cancellation scope tied to ours; every end becomes a value. */
export async function within<T>(scope: Scope, work: () => Promise<T>): Promise<Outcome<T>> {
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
