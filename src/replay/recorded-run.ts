import { basename } from 'node:path';

import { historyFromJSON, historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';

import { StepwrightError } from '../core/errors/stepwright-error.ts';

export type HistoryEvent = NonNullable<History['events']>[number];

/** What Temporal recorded of a run. One that went on in fresh histories has several, and each is replayed on its own. */
export interface RecordedRun {
  readonly runId: string;
  readonly events: readonly HistoryEvent[];
}

/**
 * Reads a history as JSON: what `stepwright replay RUN --save FILE` and `temporal workflow show --output json` write.
 * @param source names it in errors; its file name is the run id of histories too old to hold one
 * @throws StepwrightError `InvalidJson`, or `InvalidValue` for something else than a history
 */
export function readHistory(text: string, source: string): RecordedRun {
  const events = eventsOf(parse(text, source), source);
  const recorded = events[0]?.workflowExecutionStartedEventAttributes;
  if (recorded === undefined || recorded === null) throw noHistory(source, 'it does not begin with the start of a run');
  const { workflowId } = recorded;
  const runId = workflowId === undefined || workflowId === null || workflowId === '' ? basename(source, '.json') : workflowId;
  return { runId, events };
}

/** The history as JSON text; stack traces, which hold paths of the machine that ran it, are left out. */
export function historyText({ events }: RecordedRun): string {
  const json = JSON.parse(historyToJSON({ events: [...events] }), (key, value: unknown) => (key === 'stackTrace' ? '' : value)) as unknown;
  return `${JSON.stringify(json, undefined, 1)}\n`;
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StepwrightError('InvalidJson', `${source} is not JSON: ${error instanceof Error ? error.message : ''}`, {
      class: 'validation',
      hint: HOW_TO_SAVE,
      cause: error,
    });
  }
}

function eventsOf(json: unknown, source: string): readonly HistoryEvent[] {
  if (!isHistory(json)) throw noHistory(source, 'it has no list "events"');
  try {
    return historyFromJSON(json).events ?? [];
  } catch (error) {
    throw noHistory(source, error instanceof Error ? error.message : String(error), error);
  }
}

/** Whether a JSON value looks like a history. */
export function isHistory(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'events' in json && Array.isArray(json.events) && json.events.length > 0;
}

const HOW_TO_SAVE = 'stepwright replay RUN --save FILE writes one; temporal workflow show --output json does too.';

function noHistory(source: string, why: string, cause?: unknown): StepwrightError {
  return new StepwrightError('InvalidValue', `${source} is not the history of a run: ${why}`, {
    class: 'validation',
    hint: HOW_TO_SAVE,
    ...(cause === undefined ? {} : { cause }),
  });
}
