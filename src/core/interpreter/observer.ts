import type { TrailEntry } from '../run/events.ts';
import type { JournalEntry } from './journal.ts';

/** What a text or an expression gave. */
export type Expression = { readonly source: string } & ({ readonly value: unknown } | { readonly error: string });

/** `path`: of the step that it belongs to; empty: the run itself. */
export type Evaluated = Expression & { readonly path: string };

/** What there was when something happened. */
export interface Sight {
  /** What the journal has of the step. */
  readonly step?: JournalEntry;
  /** Variables, loop variables and `$error`, as the step sees them; without those that have no value. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Watches a run from inside and changes nothing. Only replays have one. */
export interface RunObserver {
  /** The trail grew. */
  readonly happened: (entry: TrailEntry, look: () => Sight) => void;
  /** Absent: expressions are not watched. */
  readonly evaluated?: (evaluated: Evaluated) => void;
}
