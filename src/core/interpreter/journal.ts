import type { Failure } from '../errors/failure.ts';
import type { StepStatus } from '../run/status.ts';

/** One execution of a step: what the journal holds under its path. */
export interface JournalEntry {
  readonly path: string;
  readonly stepId: string;
  readonly stepName: string;
  /** Path of the body (iteration, state visit) it belongs to; empty for the run itself. */
  readonly body: string;
  readonly status: StepStatus;
  readonly attempts: number;
  /** ms since the epoch. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly data?: unknown;
  readonly failure?: Failure;
  /** FAILED, and its list went on. */
  readonly tolerated?: boolean;
  /** Variables that the step set. */
  readonly assigned?: Readonly<Record<string, unknown>>;
  readonly rolledBack?: boolean;
}

const SETTLED: ReadonlySet<StepStatus> = new Set(['COMPLETED', 'FAILED', 'SKIPPED', 'ROLLED_BACK']);

/** True when the step need not be executed again: its outcome stands. CANCELLED is no outcome. */
export function isSettled(entry: JournalEntry): boolean {
  return SETTLED.has(entry.status);
}

/**
 * Step path → outcome. A run is a definition plus this: a step whose path is settled here is not executed again.
 * Iteration is in order of first appearance.
 */
export class Journal {
  readonly #byPath = new Map<string, JournalEntry>();
  /** Newest path of a step in a body: a second pass hides the first. */
  readonly #newest = new Map<string, string>();

  constructor(entries: Iterable<JournalEntry> = []) {
    for (const entry of entries) this.put(entry);
  }

  get(path: string): JournalEntry | undefined {
    return this.#byPath.get(path);
  }

  put(entry: JournalEntry): void {
    this.#byPath.set(entry.path, entry);
    this.#newest.set(`${entry.body}\n${entry.stepId}`, entry.path);
  }

  update(path: string, change: Partial<JournalEntry>): void {
    const entry = this.#byPath.get(path);
    if (entry !== undefined) this.#byPath.set(path, { ...entry, ...change });
  }

  /** The newest execution of a step in a body. */
  newest(body: string, stepId: string): JournalEntry | undefined {
    const path = this.#newest.get(`${body}\n${stepId}`);
    return path === undefined ? undefined : this.#byPath.get(path);
  }

  entries(): IterableIterator<JournalEntry> {
    return this.#byPath.values();
  }
}
