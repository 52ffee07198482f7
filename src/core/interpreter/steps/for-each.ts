import type { ForEachStep } from '../../definition/steps/for-each.ts';
import { StepwrightError } from '../../errors/stepwright-error.ts';
import { emptyCollection } from '../collection.ts';
import { ParallelItems, SequentialItems, type ItemsCursor } from '../items.ts';
import { mustPartition, Partitions } from '../partitions.ts';
import { cursorOf, type StepPlace, type StepValue } from '../run-context.ts';

export function runForEach(at: StepPlace<ForEachStep>): Promise<StepValue> {
  const { frame, step } = at;
  const cursor = cursorOf<ItemsCursor>(at, () => ({
    from: 0,
    elements: elementsOf(at),
    collected: emptyCollection(step, frame),
    ended: [],
  }));
  if (step.parallel !== true) return new SequentialItems(at, cursor).run();
  return mustPartition(at, cursor) ? new Partitions(at, cursor).run() : new ParallelItems(at, cursor).run();
}

/** The items, or the batches of them. @throws {StepwrightError} `InvalidValue` when they are no list */
function elementsOf({ frame, step }: StepPlace<ForEachStep>): readonly unknown[] {
  const items = frame.resolve(step.items);
  if (!Array.isArray(items)) {
    throw new StepwrightError('InvalidValue', `the items of "${step.id}" are no list: ${items === null ? 'null' : typeof items}`, {
      class: 'validation',
      hint: 'items is a list; entries($map) makes one of a map',
    });
  }
  const { batchSize } = step;
  if (batchSize === undefined) return items;
  return Array.from({ length: Math.ceil(items.length / batchSize) }, (_, i) => items.slice(i * batchSize, (i + 1) * batchSize));
}
