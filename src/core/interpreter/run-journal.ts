import { present } from '../present.ts';
import type { RunJournal } from '../run/wire.ts';
import type { Run } from './run.ts';
import { INTERPRETER } from './version.ts';

/** All that a run has done so far, for another one to take up. */
export function journalOf(run: Run): RunJournal {
  const { definition, input, info, status, failure, undone } = run;
  const { key, interpreter = INTERPRETER } = info;
  return { definition, interpreter, input, ...present({ key, failure }), status, snapshot: run.snapshot(), undone: [...undone] };
}
