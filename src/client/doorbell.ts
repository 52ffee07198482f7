import type { Cluster } from './cluster.ts';
import { EVENTS_AT_ONCE } from './history-page.ts';
import { temporalError } from './temporal-errors.ts';
import { withAbort } from './with-abort.ts';

export interface Ring {
  /** A workflow task was completed: the run may have something new to tell. */
  readonly news: boolean;
  /** The run has ended. */
  readonly ended: boolean;
}

/** Where to begin: events up to `seen` are known already. */
export interface DoorbellStart {
  readonly workflowId: string;
  readonly runId: string;
  readonly seen: number;
}

/** Waits for what happens in a run by Temporal's own long poll of its history; over continue-as-new. */
export class Doorbell {
  readonly #cluster: Cluster;
  readonly #workflowId: string;
  readonly #signal: AbortSignal;
  #runId: string;
  #seen: number;
  #token: Uint8Array | undefined;

  constructor(cluster: Cluster, { workflowId, runId, seen }: DoorbellStart, signal: AbortSignal) {
    this.#cluster = cluster;
    this.#workflowId = workflowId;
    this.#signal = signal;
    this.#runId = runId;
    this.#seen = seen;
  }

  /** Resolves at the next events, or without any after the server's own time limit of about 20 s. */
  async wait(): Promise<Ring> {
    const { history, nextPageToken } = await this.#poll();
    const events = history?.events ?? [];
    const fresh = events.filter(({ eventId }) => Number(eventId) > this.#seen);
    const next = events.map((event) => event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId).find(Boolean);
    const more = nextPageToken !== undefined && nextPageToken !== null && nextPageToken.length > 0;
    this.#token = more ? nextPageToken : undefined;
    if (next !== undefined && next !== null) this.#follow(next);
    return {
      news: next !== undefined || fresh.some((event) => Boolean(event.workflowTaskCompletedEventAttributes)),
      ended: next === undefined && !more,
    };
  }

  #follow(runId: string): void {
    this.#runId = runId;
    this.#seen = 0;
    this.#token = undefined;
  }

  async #poll() {
    const { connection, config } = this.#cluster;
    try {
      return await withAbort(connection, this.#signal, () =>
        connection.workflowService.getWorkflowExecutionHistory({
          namespace: config.namespace,
          execution: { workflowId: this.#workflowId, runId: this.#runId },
          waitNewEvent: true,
          skipArchival: true,
          maximumPageSize: EVENTS_AT_ONCE,
          ...(this.#token === undefined ? {} : { nextPageToken: this.#token }),
        }),
      );
    } catch (error) {
      throw temporalError(error, `follow run "${this.#workflowId}"`);
    }
  }
}
