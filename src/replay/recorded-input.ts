import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { RunInput } from '../core/run/wire.ts';
import { valuesOf, type Payloads } from './ask.ts';
import type { HistoryEvent, RecordedRun } from './recorded-run.ts';

/** The argument of a run with all that the interpreter needs. */
export interface PreparedInput extends RunInput {
  readonly definition: WorkflowDefinition;
}

/** The activity that resolves a definition given by its id, and validates one that nobody has validated. */
export const PREPARE = 'stepwright.prepare';

/** What a recorded run ran on: its argument, or what was made of it; undefined when it did not come so far. */
export function recordedInput({ events }: RecordedRun): PreparedInput | undefined {
  const inputs = [...payloadsOfStart(events[0]), ...prepareResults(events).flatMap((event) => payloadsOfResult(event))];
  return valuesOf(inputs).find(isPrepared);
}

/** The events in which a run was given what it had asked to be prepared. */
export function prepareResults(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const asked = new Set(
    events
      .filter(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name === PREPARE)
      .map(({ eventId }) => String(eventId)),
  );
  return events.filter(({ activityTaskCompletedEventAttributes: completed }) => completed && asked.has(String(completed.scheduledEventId)));
}

function payloadsOfStart(event: HistoryEvent | undefined): NonNullable<Payloads> {
  return event?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
}

function payloadsOfResult(event: HistoryEvent): NonNullable<Payloads> {
  return event.activityTaskCompletedEventAttributes?.result?.payloads ?? [];
}

/** Any client may have started the run, with anything. */
export function isPrepared(input: unknown): input is PreparedInput {
  if (typeof input !== 'object' || input === null) return false;
  const { definition, hash, interpreter } = input as Partial<RunInput>;
  return typeof definition === 'object' && 'name' in definition && hash !== undefined && interpreter !== undefined;
}
