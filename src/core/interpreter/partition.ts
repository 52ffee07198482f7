import { outlineOf } from '../definition/outline.ts';
import type { ForEachStep } from '../definition/steps/for-each.ts';
import { referencesOfText } from '../expression/static.ts';
import { collectionOf, FoldInputs } from './collection.ts';
import type { Frame } from './frame.ts';
import { ParallelItems, type ItemsCursor } from './items.ts';
import type { PartitionInput, PartitionOutput } from './partition-input.ts';
import type { Run } from './run.ts';
import { cursorOf, type StepPlace } from './run-context.ts';
import type { WorkEnd } from './snapshot.ts';

/** Executes one partition of a loop, in a child run; its output is what the iterations gave, however it ends. */
export async function runPartition(run: Run, outside: Frame, partition: PartitionInput): Promise<WorkEnd> {
  const { path, from, elements, names, execution } = partition;
  const frame = outside.with(names);
  // The loop's own limit is part of the run's, and the run that holds the loop folds.
  const { maxConcurrency: _limit, collect, ...step } = loopIn(run, partition.stepId);
  const place: StepPlace<ForEachStep> = { run, frame, scope: run.work, slots: [run.slots], prefix: '', execution, step, path };
  run.record(place, 'RUNNING');
  const cursor = cursorOf<ItemsCursor>(place, () => ({ from, elements, collected: { elements: [], acc: null }, ended: [] }));
  const collection =
    typeof collect === 'object'
      ? new FoldInputs(rootsOf(collect.fold, frame), frame, cursor.collected.elements)
      : collectionOf({ ...step, ...(collect === undefined ? {} : { collect }) }, cursor.collected);
  const items = new ParallelItems(place, cursor, collection);
  const value = await items.run();
  run.output = { elements: collection.state().elements, broken: items.broken } satisfies PartitionOutput;
  return value.status === 'completed' ? { status: 'completed' } : value;
}

function rootsOf(fold: string, { known }: Frame): readonly string[] {
  const roots = referencesOfText(fold, known).map(({ root }) => root);
  return [...new Set(roots)].filter((root) => root !== 'acc' && root !== 'run');
}

function loopIn({ definition }: Run, stepId: string): ForEachStep {
  const found = outlineOf(definition).steps.find(({ id }) => id === stepId);
  return found?.step as unknown as ForEachStep;
}
