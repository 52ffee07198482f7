import type { CheckpointStep } from '../../definition/steps/checkpoint.ts';
import { completed, type StepPlace, type StepValue } from '../run-context.ts';

/** A mark in the trail. */
export async function runCheckpoint(_at: StepPlace<CheckpointStep>): Promise<StepValue> {
  return completed(null);
}
