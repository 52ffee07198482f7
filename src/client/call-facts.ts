import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';

import type { CallFacts, TimerFacts } from '../core/profile/facts.ts';
import type { ActionEnvelope } from '../core/run/action-envelope.ts';
import { retryDelay } from '../core/run/retry.ts';
import { isReference, readPayload } from '../files/external-storage.ts';
import type { Cluster } from './cluster.ts';

type Event = NonNullable<History['events']>[number];
type Call = { -readonly [K in keyof CallFacts]: CallFacts[K] };

/** A child run that a run started. */
export interface StartedRun {
  readonly runId: string;
  closedAt?: number;
}

/** What one history tells of calls, timers and child runs; give it the events in order. */
export class HistoryFacts {
  readonly #payloads: Cluster['payloads'];
  readonly #calls = new Map<string, Call>();
  readonly #inputs = new Map<string, Payload>();
  readonly #timers = new Map<string, { -readonly [K in keyof TimerFacts]: TimerFacts[K] }>();
  readonly #children = new Map<string, StartedRun>();
  /** When workflow tasks were started, by the event and by the event that completed them. */
  readonly #tasks = new Map<string, number>();

  constructor(payloads: Cluster['payloads']) {
    this.#payloads = payloads;
  }

  get calls(): readonly CallFacts[] {
    return [...this.#calls.values()];
  }

  get timers(): readonly TimerFacts[] {
    return [...this.#timers.values()];
  }

  get children(): readonly StartedRun[] {
    return [...this.#children.values()];
  }

  async take(event: Event): Promise<void> {
    const at = timeOf(event);
    if (this.#task(event, at) || this.#scheduled(event, at) || this.#timer(event, at) || this.#child(event, at)) return;
    if (await this.#started(event, at)) return;
    const closed =
      event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes;
    const done = this.#calls.get(key(closed?.scheduledEventId));
    if (done !== undefined) done.closedAt = at;
  }

  /** The server knows more of what goes on than the history does. */
  pending(activityId: string, attempt: number, startedAt: number | undefined): void {
    for (const call of this.#calls.values()) {
      if (call.path !== activityId || call.closedAt !== undefined) continue;
      call.attempt = attempt;
      if (startedAt !== undefined) call.startedAt = startedAt;
    }
  }

  /** What a call was given is needed no longer then: it may be large. */
  async #started({ activityTaskStartedEventAttributes: started }: Event, at: number): Promise<boolean> {
    const scheduled = key(started?.scheduledEventId);
    const call = this.#calls.get(scheduled);
    const input = this.#inputs.get(scheduled);
    this.#inputs.delete(scheduled);
    if (!started || call === undefined) return Boolean(started);
    call.startedAt = at;
    call.attempt = started.attempt ?? 1;
    if (call.attempt === 1 || input === undefined || isReference(input)) return true;
    const lastDelay = optionalTsToMs(started.lastFailure?.applicationFailureInfo?.nextRetryDelay);
    const envelope = (await readPayload(input, this.#payloads)) as Partial<ActionEnvelope>;
    const delays = delaysOf(envelope, call.attempt, lastDelay);
    if (delays !== undefined) call.delays = delays;
    return true;
  }

  #task(
    { eventId, workflowTaskStartedEventAttributes: started, workflowTaskCompletedEventAttributes: completed }: Event,
    at: number,
  ): boolean {
    if (started) this.#tasks.set(key(eventId), at);
    if (completed) this.#tasks.set(key(eventId), this.#tasks.get(key(completed.startedEventId)) ?? at);
    return Boolean(started ?? completed);
  }

  #scheduled({ eventId, activityTaskScheduledEventAttributes: scheduled }: Event, at: number): boolean {
    if (!scheduled) return false;
    this.#calls.set(key(eventId), {
      path: scheduled.activityId ?? '',
      taskQueue: scheduled.taskQueue?.name ?? '',
      issuedAt: this.#tasks.get(key(scheduled.workflowTaskCompletedEventId)) ?? at,
      scheduledAt: at,
      attempt: 1,
    });
    const [input] = scheduled.input?.payloads ?? [];
    if (input) this.#inputs.set(key(eventId), input);
    return true;
  }

  #timer(event: Event, at: number): boolean {
    const { timerStartedEventAttributes: started, timerFiredEventAttributes: fired, timerCanceledEventAttributes: cancelled } = event;
    if (started) {
      const [path = '', label = ''] = summaryOf(event).split(' · ');
      if (LABELS.has(label)) this.#timers.set(key(event.eventId), { path, label, from: at });
    }
    const over = this.#timers.get(key((fired ?? cancelled)?.startedEventId));
    if (over !== undefined) over.to = at;
    return Boolean(started ?? fired ?? cancelled);
  }

  #child(event: Event, at: number): boolean {
    const initiated = event.startChildWorkflowExecutionInitiatedEventAttributes;
    if (initiated) this.#children.set(key(event.eventId), { runId: initiated.workflowId ?? '' });
    const closed =
      event.childWorkflowExecutionCompletedEventAttributes ??
      event.childWorkflowExecutionFailedEventAttributes ??
      event.childWorkflowExecutionCanceledEventAttributes ??
      event.childWorkflowExecutionTimedOutEventAttributes ??
      event.childWorkflowExecutionTerminatedEventAttributes;
    const child = this.#children.get(key(closed?.initiatedEventId));
    if (child !== undefined) child.closedAt = at;
    return Boolean(initiated ?? closed);
  }
}

/** The failure says how long the last delay was; the policy, which travels with the call, how long the others were. */
function delaysOf({ retry, runId, path }: Partial<ActionEnvelope>, attempt: number, last = 0): number | undefined {
  if (retry === undefined) return undefined;
  const planned = Array.from({ length: attempt - 1 }, (_, i) => retryDelay(retry, i + 1, `${runId ?? ''}/${path ?? ''}`));
  return [...planned.slice(0, -1), last > 0 ? last : (planned.at(-1) ?? 0)].reduce((sum, ms) => sum + ms, 0);
}

/** Timers of blocks; those of waiting steps and of time limits tell nothing that the trail does not. */
const LABELS: ReadonlySet<string> = new Set(['delay', 'next pass', 'next attempt']);

function summaryOf({ userMetadata }: Event): string {
  const summary = userMetadata?.summary;
  return summary ? String(defaultPayloadConverter.fromPayload(summary)) : '';
}

/** Event ids are 64 bits wide. */
function key(eventId: unknown): string {
  return String(eventId);
}

function timeOf({ eventTime }: Event): number {
  return optionalTsToMs(eventTime) ?? 0;
}
