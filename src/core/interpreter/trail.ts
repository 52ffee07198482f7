import type { Failure } from '../errors/failure.ts';
import type { TrailEntry, WorkflowEventType } from '../run/events.ts';
import type { StepStatus } from '../run/status.ts';
import type { EarlierHistory, PartitionedLoop, TrailPage } from '../run/wire.ts';
import type { Snapshot } from './snapshot.ts';

/** Entries kept; older ones are dropped, so that a long run's memory stays bounded. */
const KEPT = 20_000;
/** Newest entries that go along into a fresh history, for those who follow live. */
const HANDED_OVER = 100;

/** How the trail tells of a step's status; of others it says nothing. */
export const STEP_EVENTS: Readonly<Partial<Record<StepStatus, WorkflowEventType>>> = {
  RUNNING: 'step:started',
  WAITING: 'step:waiting',
  COMPLETED: 'step:completed',
  FAILED: 'step:failed',
  SKIPPED: 'step:skipped',
};

/** What happened in a run, in order: the source of events and traces. */
export class Trail {
  #entries: TrailEntry[];
  #last: number;
  readonly #partitioned: Map<string, PartitionedLoop>;

  constructor({ last, tail, partitioned = [] }: Snapshot['trail'] = { last: 0, tail: [] }) {
    this.#entries = [...tail];
    this.#last = last;
    this.#partitioned = new Map(partitioned.map((loop) => [loop.path, loop]));
  }

  /** The steps of a loop are in the trails of the child runs that execute it. */
  partition(loop: PartitionedLoop): void {
    this.#partitioned.set(loop.path, loop);
  }

  append(fields: Omit<TrailEntry, 'seq'>): TrailEntry {
    this.#last += 1;
    const entry = { seq: this.#last, ...fields };
    this.#entries.push(entry);
    if (this.#entries.length >= KEPT * 2) this.#entries = this.#entries.slice(-KEPT);
    return entry;
  }

  /** Entries after `since`. */
  page(since: number, of: { readonly workflowName: string; readonly earlier?: readonly EarlierHistory[] }): TrailPage {
    const first = this.#entries[0]?.seq ?? this.#last + 1;
    return { entries: this.#entries.slice(Math.max(0, since + 1 - first)), last: this.#last, first, ...of, ...this.#partitions() };
  }

  state(): Snapshot['trail'] {
    return { last: this.#last, tail: this.#entries.slice(-HANDED_OVER), ...this.#partitions() };
  }

  #partitions(): { readonly partitioned?: readonly PartitionedLoop[] } {
    return this.#partitioned.size === 0 ? {} : { partitioned: [...this.#partitioned.values()] };
  }
}

export function failureFields(failure: Failure | undefined): Pick<TrailEntry, 'error' | 'failure'> {
  return failure === undefined ? {} : { error: failure.message, failure };
}
