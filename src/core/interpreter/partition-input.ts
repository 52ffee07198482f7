import type { Execution } from '../definition/step-base.ts';

/** The part of a parallel forEach that a child run executes; the loop itself is in the definition that travels along. */
export interface PartitionInput {
  /** Id of the loop's step. */
  readonly stepId: string;
  /** Path of the loop: iterations keep the paths they would have without partitions. */
  readonly path: string;
  /** Index of the first element. */
  readonly from: number;
  readonly elements: readonly unknown[];
  /** What steps, variables and outer loops stand for that the loop refers to. */
  readonly names: Readonly<Record<string, unknown>>;
  /** `$run` of the run that holds the loop. */
  readonly run: Readonly<Record<string, unknown>>;
  /** How steps are executed that do not say so themselves. */
  readonly execution?: Execution;
  /** Calls at once. */
  readonly maxConcurrency: number;
}

/** What a partition gives, however it ended. */
export interface PartitionOutput {
  /** Elements as `collect` makes them; for a fold what it refers to. */
  readonly elements: readonly { readonly index: number; readonly value: unknown }[];
  /** `breakWhen` held. */
  readonly broken: boolean;
}
