import { QueryNotRegisteredError } from '@temporalio/client';

import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { isClosing, type TrailEntry, type WorkflowEvent } from '../core/run/events.ts';
import type { EarlierHistory, PartitionedLoop, TrailPage } from '../core/run/wire.ts';
import type { Cluster } from './cluster.ts';
import { decodeCursor, encodeCursor, type Mark } from './cursor.ts';
import { queryRun } from './query-run.ts';
import { isInResults, trailOfResult } from './result-trail.ts';
import { resultOfRun } from './run-result.ts';

/** An ended run's events can be had without a worker as well, so its answer is not waited for that long. */
const ENDED_ANSWERS_WITHIN_MS = 4000;

/** Of the run as a whole, the same in all its events. */
export interface RunNames {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly firstExecutionRunId: string;
}

export interface WatchOptions {
  readonly cursor?: string;
  /** Ends the events, without an error. */
  readonly signal?: AbortSignal;
}

type Events = AsyncGenerator<WorkflowEvent, void, void>;

/** Reads a run's trail from a place on, each entry once, over all its histories. */
export class TrailReader {
  readonly #cluster: Cluster;
  readonly #signal: AbortSignal | undefined;
  #names: RunNames;
  #seq = 0;
  #mark: Mark = { at: 0, type: '', path: '' };
  #closed = false;
  #behind = false;
  #partitioned: readonly PartitionedLoop[] = [];

  constructor(cluster: Cluster, names: RunNames, { cursor, signal }: WatchOptions) {
    this.#cluster = cluster;
    this.#names = names;
    this.#signal = signal;
    if (cursor === undefined) return;
    const from = decodeCursor(cursor);
    if (from.firstExecutionRunId !== names.firstExecutionRunId) {
      throw new StepwrightError('InvalidValue', `the cursor belongs to another run than "${names.runId}"`, {
        class: 'validation',
        hint: 'Give the cursor of an event of this run, or none to begin at its start.',
      });
    }
    this.#seq = from.seq;
    this.#mark = from.mark;
    this.#closed = isClosing(from.mark);
  }

  /** The closing event was given. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The last question was not answered. */
  get behind(): boolean {
    return this.#behind;
  }

  /** Loops whose steps are not in the trail, as far as it was read: partitions have them. */
  get partitioned(): readonly PartitionedLoop[] {
    return this.#partitioned;
  }

  /** What the run has added since; nothing more when nobody answers. */
  news(): Events {
    return this.#ifAnswered(this.read());
  }

  /** All that an ended run has added since; what it can't tell by itself is in its result. */
  async *toTheEnd(): Events {
    yield* this.#ifAnswered(this.#readEnded());
    if (!this.#closed) yield* await this.#rest();
  }

  /** What the run has added since. */
  async *read(): Events {
    const page = await this.#page({});
    for (const history of this.#dropped(page)) yield* this.#earlier(history);
    yield* this.#fresh(page.entries);
  }

  /** Whoever does not answer for an old history of an ended run will not do so later: it goes on without. */
  async *#readEnded(): Events {
    const page = await this.#page({ withinMs: ENDED_ANSWERS_WITHIN_MS });
    for (const history of this.#dropped(page)) yield* this.#ifAnswered(this.#earlier(history));
    yield* this.#fresh(page.entries);
  }

  async *#ifAnswered(events: Events): Events {
    try {
      yield* events;
      this.#behind = false;
    } catch (error) {
      if (!(error instanceof StepwrightError) || error.code !== 'TemporalUnreachable') throw error;
      this.#behind = true;
    }
  }

  /** Histories that have entries which are to be given and which the newest has left behind, one after the other. */
  *#dropped({ first, earlier = [] }: TrailPage): Generator<EarlierHistory, void, void> {
    for (const history of earlier) {
      if (this.#seq + 1 >= first) return;
      if (history.last > this.#seq) yield history;
    }
  }

  /** Nothing of a history that the server has forgotten, or that no worker can replay any more. */
  async *#earlier({ temporalRunId, last }: EarlierHistory): Events {
    let page: TrailPage;
    try {
      page = await this.#page({ temporalRunId });
    } catch (error) {
      if (!(error instanceof StepwrightError)) throw error;
      if (error.code === 'RunNotFound' || error.cause instanceof QueryNotRegisteredError) return;
      throw error;
    }
    yield* this.#fresh(page.entries.filter(({ seq }) => seq <= last));
  }

  async #page({ temporalRunId, withinMs }: { readonly temporalRunId?: string; readonly withinMs?: number }): Promise<TrailPage> {
    const page = await queryRun<TrailPage>(this.#cluster, this.#names.runId, {
      name: 'trail',
      args: [this.#seq],
      ...(temporalRunId === undefined ? {} : { temporalRunId }),
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
      ...(withinMs === undefined ? {} : { withinMs }),
    });
    this.#names = { ...this.#names, workflowName: page.workflowName };
    if (temporalRunId === undefined) this.#partitioned = page.partitioned ?? [];
    return page;
  }

  *#fresh(entries: readonly TrailEntry[]): Generator<WorkflowEvent, void, void> {
    for (const entry of entries) if (entry.seq > this.#seq) yield this.#give(entry);
  }

  async #rest(): Promise<readonly WorkflowEvent[]> {
    const result = await resultOfRun(this.#cluster, this.#names.runId);
    const entries = trailOfResult(result);
    const { at, type, path } = this.#mark;
    const known = entries.findLastIndex((entry) => entry.at === at && entry.type === type && (entry.path ?? '') === path);
    const missing = known >= 0 ? entries.slice(known + 1) : entries.filter((entry) => entry.at > at || isClosing(entry));
    this.#names = { ...this.#names, workflowName: result.workflowName };
    return missing.map((entry) => this.#give({ ...entry, seq: this.#seq }));
  }

  #give(entry: TrailEntry): WorkflowEvent {
    this.#seq = entry.seq;
    if (isInResults(entry)) this.#mark = { at: entry.at, type: entry.type, path: entry.path ?? '' };
    this.#closed ||= isClosing(entry);
    return toEvent(entry, this.#names, this.#mark);
  }
}

function toEvent(entry: TrailEntry, names: RunNames, mark: Mark): WorkflowEvent {
  const { seq, at, failure: _failure, ...rest } = entry;
  const { firstExecutionRunId, ...ids } = names;
  return { ...rest, ...ids, timestamp: new Date(at).toISOString(), cursor: encodeCursor({ firstExecutionRunId, seq, mark }) };
}
