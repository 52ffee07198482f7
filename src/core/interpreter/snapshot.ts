import type { Failure } from '../errors/failure.ts';
import type { TrailEntry } from '../run/events.ts';
import type { RollbackError } from '../run/result.ts';
import type { PartitionedLoop } from '../run/wire.ts';
import type { EventBoxState } from './event-box.ts';
import type { Intervention } from './interventions.ts';
import type { JournalEntry } from './journal.ts';
import type { MachineState } from './machine.ts';
import type { PlaceState } from './place.ts';
import type { RollbackEntry } from './rollback.ts';
import type { RunRollbackState } from './run-rollback.ts';

type Values = Readonly<Record<string, unknown>>;

/** How the work of a run ended. `partial`: a failure was gone past as the failure strategy says. */
export type WorkEnd = { readonly status: 'completed' | 'cancelled' | 'partial' } | { readonly status: 'failed'; readonly failure: Failure };

/** What a run is doing: its steps, undoing them, or its `finally`. */
export type Phase = 'work' | 'rollback' | 'finally' | 'ended';

/** A run as JSON, at a moment at which nothing is pending: all that a fresh history needs to go on. */
export interface Snapshot {
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly paused: boolean;
  /** Of a run whose definition has `concurrency`. */
  readonly place?: PlaceState;
  readonly phase: Phase;
  /** How the work ended; absent while it goes on. */
  readonly end?: WorkEnd;
  readonly output: unknown;
  readonly key?: string;
  /** When the workflow's `timeout` is over, ms since the epoch. */
  readonly deadline?: number;
  readonly journal: readonly JournalEntry[];
  readonly variables: Values;
  /** Variables of branches and parallel iterations, by their path. */
  readonly local: Readonly<Record<string, Values>>;
  readonly rollbacks: readonly RollbackEntry[];
  readonly rolledBack: number;
  readonly rollbackErrors: readonly RollbackError[];
  /** Steps of the top list of which something was undone with the whole run. */
  readonly undone?: readonly string[];
  /** Of the whole run, once it is due. */
  readonly rollback?: RunRollbackState;
  readonly events: EventBoxState;
  /** Events that got an id from us. */
  readonly numbered: number;
  /** Steps that were generated. */
  readonly generated: number;
  readonly machine?: MachineState;
  /** What people said of steps that have not begun, by path. */
  readonly interventions?: Readonly<Record<string, Intervention>>;
  readonly trail: { readonly last: number; readonly tail: readonly TrailEntry[]; readonly partitioned?: readonly PartitionedLoop[] };
}
