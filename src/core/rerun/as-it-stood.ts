import type { JournalEntry } from '../interpreter/journal.ts';
import { isOpen } from '../interpreter/rollback.ts';
import type { Snapshot } from '../interpreter/snapshot.ts';

/** A snapshot for another run: its clocks begin anew, nothing of it is told again, it is not paused, and what was parked is tried anew. */
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
    journal: journal.map(afresh),
    trail: { last: 0, tail: [] },
  };
}

function afresh({ deadline: _deadline, letter: _letter, ...entry }: JournalEntry): JournalEntry {
  return entry;
}
