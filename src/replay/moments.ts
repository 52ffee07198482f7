import type { JournalEntry } from '../core/interpreter/journal.ts';
import type { Evaluated, Expression } from '../core/interpreter/observer.ts';
import type { TrailEntry } from '../core/run/events.ts';
import type { Report } from './replay.ts';

/** One thing that happened in a past run, and what could be seen then. */
export interface Moment extends Omit<TrailEntry, 'seq' | 'progress'> {
  /** From 1. */
  readonly n: number;
  /** What the journal had of the step. */
  readonly step?: JournalEntry;
  /** Variables, loop variables and `$error`, as the step saw them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What texts and expressions gave, in order: those that led here, and those that followed at once. */
  readonly expressions: readonly Expression[];
}

/** The moments of a run, from what its replays reported, one after the other. How far it is, is no moment of its own. */
export function momentsOf(reports: readonly Report[]): readonly Moment[] {
  const list = new MomentList();
  for (const report of reports) {
    if (report.kind === 'commands') list.activationOver();
    else if (report.kind === 'evaluated') list.evaluated(report.evaluated);
    else if (report.entry.type !== 'workflow:progress') list.happened(report);
  }
  return list.end();
}

interface Draft extends Moment {
  readonly expressions: Expression[];
}

class MomentList {
  readonly #moments: Draft[] = [];
  /** The newest moment of each path; of this activation, as long as it lasts. */
  readonly #newest = new Map<string, Draft>();
  readonly #now = new Map<string, Draft>();
  /** What waits for the next moment of its path. */
  readonly #waiting = new Map<string, Expression[]>();

  happened({ entry, sight }: Report & { readonly kind: 'happened' }): void {
    const { seq: _seq, progress: _progress, ...rest } = entry;
    const path = entry.path ?? '';
    const moment: Draft = {
      n: this.#moments.length + 1,
      ...rest,
      ...(sight?.step === undefined ? {} : { step: sight.step }),
      variables: sight?.variables ?? {},
      expressions: this.#waiting.get(path) ?? [],
    };
    this.#waiting.delete(path);
    this.#moments.push(moment);
    this.#newest.set(path, moment);
    this.#now.set(path, moment);
  }

  /** What a step evaluates right after a moment belongs to it (params); later, to the next one (output). */
  evaluated({ path, ...expression }: Evaluated): void {
    const moment = this.#now.get(path);
    const waiting = this.#waiting.get(path);
    if (moment !== undefined) moment.expressions.push(expression);
    else if (waiting === undefined) this.#waiting.set(path, [expression]);
    else waiting.push(expression);
  }

  activationOver(): void {
    this.#now.clear();
  }

  /** What nothing came of is told with the last moment of its step, or of all. */
  end(): readonly Moment[] {
    for (const [path, expressions] of this.#waiting) (this.#newest.get(path) ?? this.#moments.at(-1))?.expressions.push(...expressions);
    return this.#moments;
  }
}
