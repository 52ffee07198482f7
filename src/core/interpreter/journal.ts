import type { Failure } from '../errors/failure.ts';
import { present } from '../present.ts';
import type { StepStatus } from '../run/status.ts';
import type { KeptLetter } from './letters.ts';

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
  /** It was not called: another call's result was kept. */
  readonly cached?: boolean;
  /** How far a step that is not done has come, in its kind's own words: a fresh history goes on from there. */
  readonly cursor?: unknown;
  /** How far it had come when it failed or was cancelled, in the same words: another run can take it up there. */
  readonly stop?: unknown;
  /** When its time limit is over, ms since the epoch. */
  readonly deadline?: number;
  /** Its attempts were used up. */
  readonly letter?: KeptLetter;
  /** Its body is finished and was folded: kept for the result alone. */
  readonly folded?: boolean;
  /** A new pass over it has begun: nobody sees its value. */
  readonly hidden?: boolean;
}

const SETTLED: ReadonlySet<StepStatus> = new Set(['COMPLETED', 'FAILED', 'SKIPPED', 'ROLLED_BACK']);

/** Failed steps of finished bodies that are kept; the trace has all. */
export const MOST_BODY_FAILURES = 100;

/** What a step that has begun keeps while it goes on. */
export function unfinished(entry: JournalEntry | undefined): Pick<JournalEntry, 'cursor' | 'deadline' | 'letter'> {
  const { cursor, deadline, letter } = entry ?? {};
  return present({ cursor, deadline, letter });
}

/** What a step that failed for good or was cancelled keeps, so that another run can take it up. */
export function stopOf(
  { status, tolerated = false }: Pick<JournalEntry, 'status' | 'tolerated'>,
  before: JournalEntry | undefined,
): Pick<JournalEntry, 'stop'> {
  const stopped = status === 'CANCELLED' || (status === 'FAILED' && !tolerated);
  return stopped && before?.cursor !== undefined ? { stop: before.cursor } : {};
}

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
  /** Newest path of each step, by body: a second pass hides the first. */
  readonly #bodies = new Map<string, Map<string, string>>();
  /** Paths in each body, the run itself left out: it is never folded. */
  readonly #members = new Map<string, Set<string>>();
  #folded = 0;

  constructor(entries: Iterable<JournalEntry> = []) {
    for (const entry of entries) this.put(entry);
  }

  get(path: string): JournalEntry | undefined {
    return this.#byPath.get(path);
  }

  put(entry: JournalEntry): void {
    this.#byPath.set(entry.path, entry);
    if (entry.folded === true) {
      this.#folded += 1;
      return;
    }
    if (entry.hidden !== true) inside(this.#bodies, entry.body, () => new Map<string, string>()).set(entry.stepId, entry.path);
    if (entry.body !== '') inside(this.#members, entry.body, () => new Set<string>()).add(entry.path);
  }

  update(path: string, change: Partial<JournalEntry>): void {
    const entry = this.#byPath.get(path);
    if (entry !== undefined) this.#byPath.set(path, { ...entry, ...change });
  }

  /** What is known of a step whose attempts are used up; its clocks stop, and begin anew. */
  keepLetter(path: string, letter: KeptLetter): void {
    const entry = this.#byPath.get(path);
    if (entry === undefined) return;
    const { deadline: _over, ...rest } = entry;
    this.#byPath.set(path, { ...rest, letter });
  }

  /** The newest execution of a step in a body. */
  newest(body: string, stepId: string): JournalEntry | undefined {
    const path = this.#bodies.get(body)?.get(stepId);
    return path === undefined ? undefined : this.#byPath.get(path);
  }

  /** Forgets a finished body, and those in it, so that a loop's journal stays small; of failed steps as many are kept as a result names. */
  fold(body: string): void {
    for (const each of this.#members.keys()) if (each === body || each.startsWith(`${body}.`)) this.#foldOne(each);
  }

  #foldOne(body: string): void {
    for (const path of this.#members.get(body) ?? []) {
      const entry = this.#byPath.get(path);
      this.#byPath.delete(path);
      if (entry?.status === 'FAILED') this.keepFolded(entry);
    }
    this.#members.delete(body);
    this.#bodies.delete(body);
  }

  /** Keeps a failed step of a finished body, unless there are enough. */
  keepFolded(entry: JournalEntry): void {
    if (this.#folded < MOST_BODY_FAILURES) this.put({ ...entry, folded: true });
  }

  /** Steps below a prefix have no value any more: a new pass over them begins. */
  hide(body: string, prefix: string): void {
    const newest = this.#bodies.get(body);
    for (const [stepId, path] of newest ?? []) {
      if (!path.startsWith(`${prefix}.`)) continue;
      newest?.delete(stepId);
      this.update(path, { hidden: true });
    }
  }

  entries(): IterableIterator<JournalEntry> {
    return this.#byPath.values();
  }
}

function inside<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
