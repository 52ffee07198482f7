import type { JournalEntry } from '../interpreter/journal.ts';
import { isOpen } from '../interpreter/rollback.ts';
import type { Snapshot } from '../interpreter/snapshot.ts';

/** A snapshot for another run: its clocks begin anew, nothing of it is told again, and it is not paused. */
export function asItStood(snapshot: Snapshot): Snapshot {
  const { deadline: _deadline, end: _end, rollback: _rollback, journal, rollbacks, ...rest } = snapshot;
  return {
    ...rest,
    paused: false,
    phase: 'work',
    output: null,
    rollbacks: rollbacks.filter(isOpen),
    rolledBack: 0,
    rollbackErrors: [],
    journal: journal.map(withoutClock),
    trail: { last: 0, tail: [] },
  };
}

function withoutClock({ deadline: _deadline, ...entry }: JournalEntry): JournalEntry {
  return entry;
}
