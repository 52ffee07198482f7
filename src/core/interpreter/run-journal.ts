import { present } from '../present.ts';
import type { RunJournal } from '../run/wire.ts';
import type { JournalEntry } from './journal.ts';
import type { Run } from './run.ts';
import { INTERPRETER } from './version.ts';

/** All that a run has done so far, for another one to take up; the step with the path `saving` counts as done. */
export function journalOf(run: Run, saving?: string): RunJournal {
  const { definition, input, info, status, failure, undone, runtime } = run;
  const { key, interpreter = INTERPRETER } = info;
  const done = (entry: JournalEntry): JournalEntry => ({ ...entry, status: 'COMPLETED', data: null, attempts: 1, endedAt: runtime.now() });
  const snapshot = run.snapshot();
  const journal = snapshot.journal.map((entry) => (entry.path === saving ? done(entry) : entry));
  return { definition, interpreter, input, ...present({ key, failure }), status, snapshot: { ...snapshot, journal }, undone: [...undone] };
}
