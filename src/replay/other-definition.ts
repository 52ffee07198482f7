import { defaultPayloadConverter, type Payload } from '@temporalio/common';

import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import type { RunInput } from '../core/run/wire.ts';
import { valueOf, valuesOf } from './ask.ts';
import type { RunToCheck } from './check-runs.ts';
import type { HistoryEvent, RecordedRun } from './recorded-run.ts';

/** The activity that resolves a definition given by its id, or validates one that nobody has validated. */
const PREPARE = 'stepwright.prepare';

/**
 * The run as if it had been started with another version of its definition: would it have done the same?
 * @throws StepwrightError `InvalidValue` when it is the definition of something else
 */
export function withDefinition<R extends RecordedRun>(run: R, definition: WorkflowDefinition): R & RunToCheck {
  const recorded = definitionIdOf(run);
  if (recorded !== definition.id) {
    throw new StepwrightError('InvalidValue', `run "${run.runId}" is one of "${recorded}", not of "${definition.id}"`, {
      class: 'validation',
      hint: 'Give the file that holds the definition of this run.',
    });
  }
  const prepared = new Set(run.events.filter(isPrepare).map(({ eventId }) => String(eventId)));
  const events = run.events.map((event) => replaceIn(event, { definition, prepared }));
  return { ...run, events, otherDefinition: true };
}

/** Id of the definition of a run: it is the workflow type. */
export function definitionIdOf({ events }: RecordedRun): string {
  return events[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '';
}

/** The definition that a run was started with, where it was not given by its id. */
export function definitionOf({ events }: RecordedRun): unknown {
  const [input] = valuesOf(events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads);
  return isPrepared(input) ? input.definition : undefined;
}

function isPrepare({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent): boolean {
  return scheduled?.activityType?.name === PREPARE;
}

interface Replacement {
  readonly definition: WorkflowDefinition;
  /** Ids of the events in which the run asks for its definition. */
  readonly prepared: ReadonlySet<string>;
}

/** The definition stands in the run's input, and in what the activity gave where the run asked for it. */
function replaceIn(event: HistoryEvent, { definition, prepared }: Replacement): HistoryEvent {
  const { workflowExecutionStartedEventAttributes: started, activityTaskCompletedEventAttributes: completed } = event;
  if (started) {
    const payloads = (started.input?.payloads ?? []).map((payload) => replaced(payload, definition));
    return { ...event, workflowExecutionStartedEventAttributes: { ...started, input: { payloads } } };
  }
  if (!completed || !prepared.has(String(completed.scheduledEventId))) return event;
  const payloads = (completed.result?.payloads ?? []).map((payload) => replaced(payload, definition));
  return { ...event, activityTaskCompletedEventAttributes: { ...completed, result: { payloads } } };
}

/** What was not prepared yet stays as it is: the run gives it to the activity, and takes what that gives. */
function replaced(payload: Payload, definition: WorkflowDefinition): Payload {
  const input = valueOf(payload);
  return isPrepared(input) ? defaultPayloadConverter.toPayload({ ...input, definition }) : payload;
}

function isPrepared(input: unknown): input is { readonly definition: WorkflowDefinition } {
  if (typeof input !== 'object' || input === null) return false;
  const { definition, hash, interpreter } = input as Partial<RunInput>;
  return typeof definition === 'object' && 'name' in definition && hash !== undefined && interpreter !== undefined;
}
