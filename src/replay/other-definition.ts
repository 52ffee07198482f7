import { defaultPayloadConverter, type Payload } from '@temporalio/common';

import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import { StepwrightError } from '../core/errors/stepwright-error.ts';
import { valueOf } from './ask.ts';
import type { RunToCheck } from './check-runs.ts';
import { isPrepared, prepareResults } from './recorded-input.ts';
import type { HistoryEvent, RecordedRun } from './recorded-run.ts';

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
  const prepared = new Set(prepareResults(run.events));
  const events = run.events.map((event) => (prepared.has(event) ? withResult(event, definition) : withInput(event, definition)));
  return { ...run, events, otherDefinition: true };
}

/** Id of the definition of a run: it is the workflow type. */
export function definitionIdOf({ events }: RecordedRun): string {
  return events[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '';
}

function withInput(event: HistoryEvent, definition: WorkflowDefinition): HistoryEvent {
  const started = event.workflowExecutionStartedEventAttributes;
  if (!started) return event;
  const payloads = (started.input?.payloads ?? []).map((payload) => replaced(payload, definition));
  return { ...event, workflowExecutionStartedEventAttributes: { ...started, input: { payloads } } };
}

function withResult(event: HistoryEvent, definition: WorkflowDefinition): HistoryEvent {
  const completed = event.activityTaskCompletedEventAttributes;
  const payloads = (completed?.result?.payloads ?? []).map((payload) => replaced(payload, definition));
  return { ...event, activityTaskCompletedEventAttributes: { ...completed, result: { payloads } } };
}

/** What was not prepared yet stays as it is: the run gives it to the activity, and takes what that gives. */
function replaced(payload: Payload, definition: WorkflowDefinition): Payload {
  const input = valueOf(payload);
  return isPrepared(input) ? defaultPayloadConverter.toPayload({ ...input, definition }) : payload;
}
