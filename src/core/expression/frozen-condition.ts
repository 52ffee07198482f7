import { Evaluator } from './evaluator.ts';

/** A condition that is judged outside its run, with the values of what it names there. */
export interface FrozenCondition {
  readonly source: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Judges it; `given` is what only the place knows that asks. */
export function frozenConditionHolds(condition: FrozenCondition, given: Readonly<Record<string, unknown>>): boolean {
  const values: Readonly<Record<string, unknown>> = { ...condition.values, ...given };
  const names = Object.keys(values);
  return new Evaluator(new Set(names)).condition(condition.source, {
    lookup: (root) => (Object.hasOwn(values, root) ? { value: values[root] } : undefined),
    names: () => names,
  });
}
