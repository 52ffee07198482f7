import type { LetterRequest } from '../run/letter.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { ResumedFrom } from '../run/wire.ts';
import type { JournalEntry } from './journal.ts';
import type { RunObserver } from './observer.ts';
import type { PartitionInput } from './partition-input.ts';
import type { RollbackEntry } from './rollback.ts';
import type { RollbackVerdict } from './run-rollback.ts';
import type { RunInfo } from './run-context.ts';
import type { Snapshot } from './snapshot.ts';

/** All that a run begins with. */
export interface RunRequest {
  readonly definition: WorkflowDefinition;
  /** With the defaults of the definition's `input` filled in. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly info: RunInfo;
  /** Outcomes that stand: the steps of these paths are not executed. */
  readonly journal?: Iterable<JournalEntry>;
  /** How to undo the steps among them, in order of completion. */
  readonly rollbacks?: readonly RollbackEntry[];
  /** Where the run goes on. */
  readonly snapshot?: Snapshot;
  /** The run begins with what another one had done: `journal` or `snapshot` holds it. */
  readonly resumedFrom?: ResumedFrom;
  /** Only undoes these steps. */
  readonly undo?: readonly RollbackEntry[];
  /** Which of them. */
  readonly verdict?: RollbackVerdict;
  /** Only makes this call again. */
  readonly letter?: LetterRequest;
  /** Only executes these iterations of a loop. */
  readonly partition?: PartitionInput;
  readonly observer?: RunObserver;
}

/** What another run had begun begins now. */
export function asBegun(request: RunRequest): RunRequest {
  const { resumedFrom, journal = [], snapshot, info } = request;
  if (resumedFrom === undefined) return request;
  const { startedAt } = info;
  const begun = (entry: JournalEntry) => (entry.status === 'RUNNING' || entry.status === 'WAITING' ? { ...entry, startedAt } : entry);
  if (snapshot === undefined) return { ...request, journal: [...journal].map(begun) };
  const machine = snapshot.machine === undefined ? {} : { machine: { ...snapshot.machine, since: startedAt } };
  return { ...request, snapshot: { ...snapshot, startedAt, journal: snapshot.journal.map(begun), ...machine } };
}
