import type { JournalEntry } from '../interpreter/journal.ts';
import type { Snapshot } from '../interpreter/snapshot.ts';

/** A snapshot for another run: its clocks begin anew, nothing of it is told again, and it is not paused. */
export function asItStood(snapshot: Snapshot): Snapshot {
  const { deadline: _deadline, end: _end, journal, ...rest } = snapshot;
  return {
    ...rest,
    paused: false,
    phase: 'work',
    output: null,
    rolledBack: 0,
    rollbackErrors: [],
    journal: journal.map(withoutClock),
    trail: { last: 0, tail: [] },
  };
}

function withoutClock({ deadline: _deadline, ...entry }: JournalEntry): JournalEntry {
  return entry;
}
