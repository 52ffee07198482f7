import type { CheckpointStep } from '../../definition/steps/checkpoint.ts';
import { inSlots } from '../call.ts';
import { completed, type StepPlace, type StepValue } from '../run-context.ts';
import { checkpointCall } from '../save-checkpoint.ts';

/** Saves the run as it stands. */
export async function runCheckpoint(at: StepPlace<CheckpointStep>): Promise<StepValue> {
  const { run, step, path } = at;
  if (!run.savesCheckpoints) return completed(null);
  const outcome = await inSlots(at, path, () => {
    // As it stands when it is sent, not when it began to wait for its turn.
    const params = { name: step.name ?? step.id, journal: run.journalNow(path) };
    return run.runtime.callAction(at.scope, checkpointCall({ path, stepId: step.id }, params));
  });
  return outcome.status === 'completed' ? { status: 'completed', value: null, attempts: outcome.value.attempts } : outcome;
}
