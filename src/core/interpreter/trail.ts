import type { TrailEntry } from '../run/events.ts';
import type { TrailPage } from '../run/wire.ts';

/** Entries kept; older ones are dropped, so that a long run's memory stays bounded. */
const KEPT = 20_000;

/** What happened in a run, in order: the source of events and traces. */
export class Trail {
  #entries: TrailEntry[] = [];
  #last = 0;

  append(entry: Omit<TrailEntry, 'seq'>): void {
    this.#last += 1;
    this.#entries.push({ seq: this.#last, ...entry });
    if (this.#entries.length >= KEPT * 2) this.#entries = this.#entries.slice(-KEPT);
  }

  /** Entries after `since`. */
  page(since: number, workflowName: string): TrailPage {
    const first = this.#entries[0]?.seq ?? 1;
    return { entries: this.#entries.slice(Math.max(0, since + 1 - first)), last: this.#last, first, workflowName };
  }
}
