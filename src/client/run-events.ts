import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { TrailEntry, WorkflowEvent } from '../core/run/events.ts';
import type { TrailPage } from '../core/run/wire.ts';
import type { Cluster } from './cluster.ts';
import { decodeCursor, encodeCursor, type Mark } from './cursor.ts';
import { describeRun } from './describe-run.ts';
import { Doorbell } from './doorbell.ts';
import { queryRun } from './query-run.ts';
import { isClosing, isInResults, trailOfResult } from './result-trail.ts';
import { fromMemo } from './run-memo.ts';
import { resultOfRun } from './run-result.ts';

/** An ended run's events can be had without a worker as well, so its answer is not waited for that long. */
const ENDED_ANSWERS_WITHIN_MS = 4000;

/** Of the run as a whole, the same in all its events. */
interface RunNames {
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

/**
 * A run's events from the start or from a cursor, live, until the closing one. Temporal's history is the doorbell, one query
 * for what is new at each ring the source, so a run pays nothing for being watched. When no worker answers, the next ring
 * asks again, and what is missing at the end is taken from the result.
 */
export async function* eventsOfRun(
  cluster: Cluster,
  id: string,
  { cursor, signal }: WatchOptions,
): AsyncGenerator<WorkflowEvent, void, void> {
  const stop = signal === undefined ? cluster.closed : AbortSignal.any([signal, cluster.closed]);
  const { names, open, execution } = await identify(cluster, id);
  const reader = new TrailReader(cluster, names, { signal: stop, ...(cursor === undefined ? {} : { cursor }) });
  if (reader.closed) return;
  const doorbell = new Doorbell(cluster, execution, stop);
  try {
    let ended = !open;
    if (open) yield* await reader.news();
    while (!reader.closed && !ended && !stop.aborted) {
      const ring = await doorbell.wait();
      ended = ring.ended;
      if (!ended && (ring.news || reader.behind)) yield* await reader.news();
    }
    if (ended && !reader.closed) yield* await reader.toTheEnd();
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

/** Every event so far. */
export async function traceOfRun(cluster: Cluster, id: string): Promise<readonly WorkflowEvent[]> {
  const { names, open } = await identify(cluster, id);
  const reader = new TrailReader(cluster, names, {});
  return open ? reader.read() : reader.toTheEnd();
}

async function identify(cluster: Cluster, id: string) {
  const description = await describeRun(cluster, id);
  const { type, runId, historyLength, raw, memo } = description;
  const firstExecutionRunId = raw.workflowExecutionInfo?.firstRunId;
  const names: RunNames = {
    runId: id,
    workflowId: type,
    workflowName: fromMemo(memo)?.name ?? type,
    firstExecutionRunId:
      firstExecutionRunId === undefined || firstExecutionRunId === null || firstExecutionRunId === '' ? runId : firstExecutionRunId,
  };
  const open = description.status.name === 'RUNNING';
  return { names, open, execution: { workflowId: id, runId, seen: open ? historyLength : 0 } };
}

/** Reads a run's trail from a place on, each entry once. */
class TrailReader {
  readonly #cluster: Cluster;
  readonly #signal: AbortSignal | undefined;
  #names: RunNames;
  #seq = 0;
  #mark: Mark = { at: 0, type: '', path: '' };
  #closed = false;
  #behind = false;

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

  /** What the run has added since; nothing when nobody answers. */
  async news(withinMs?: number): Promise<readonly WorkflowEvent[]> {
    try {
      const events = await this.read(withinMs);
      this.#behind = false;
      return events;
    } catch (error) {
      if (!(error instanceof StepwrightError) || error.code !== 'TemporalUnreachable') throw error;
      this.#behind = true;
      return [];
    }
  }

  /** All that an ended run has added since; what it can't tell by itself is in its result. */
  async toTheEnd(): Promise<readonly WorkflowEvent[]> {
    const events = await this.news(ENDED_ANSWERS_WITHIN_MS);
    return this.#closed ? events : [...events, ...(await this.#rest())];
  }

  /** What the run has added since. */
  async read(withinMs?: number): Promise<readonly WorkflowEvent[]> {
    const page = await queryRun<TrailPage>(this.#cluster, this.#names.runId, {
      name: 'trail',
      args: [this.#seq],
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
      ...(withinMs === undefined ? {} : { withinMs }),
    });
    this.#names = { ...this.#names, workflowName: page.workflowName };
    return page.entries.map((entry) => this.#give(entry));
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
