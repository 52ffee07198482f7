import type { JsonSchema } from '../definition/json.ts';

type Properties = Readonly<Record<string, JsonSchema>>;

const TEXT: JsonSchema = { type: 'string' };
const WHOLE_NUMBER: JsonSchema = { type: 'integer' };

/** An object that has these properties and no others. */
export function closed(properties: Properties): JsonSchema {
  return { type: 'object', properties, additionalProperties: false };
}

export function listOf(items: JsonSchema = {}): JsonSchema {
  return { type: 'array', items };
}

export const NOTHING: JsonSchema = { type: 'null' };

/** `$error`, in a catch and wherever else it is known. */
export const FAILURE = closed({
  code: TEXT,
  class: TEXT,
  message: TEXT,
  step: TEXT,
  path: TEXT,
  attempts: WHOLE_NUMBER,
  retryAfter: { type: 'number' },
  details: {},
  cause: {},
});

/** What stands in the place of an element whose iteration failed. */
export const FAILED_ITERATION = closed({ index: WHOLE_NUMBER, error: FAILURE });

/** The value of an `emit` step: a CloudEvent, which may hold more. */
export const CLOUD_EVENT: JsonSchema = { type: 'object', properties: { id: TEXT, type: TEXT, source: TEXT, time: TEXT, data: {} } };

/** The value of a `workflow` step that does not wait. */
export const STARTED_RUN = closed({ runId: TEXT });

/** The value of an `approval` step; `form` is what the last approver filled in. */
export function approvalValue(form: JsonSchema = {}): JsonSchema {
  const decision = closed({ by: TEXT, approved: { type: 'boolean' }, comment: TEXT, form, at: TEXT });
  return closed({ approved: { type: 'boolean' }, decisions: listOf(decision), form });
}

/** Types of the fixed names that are the same wherever they are known. */
export const FIXED_TYPES: ReadonlyMap<string, JsonSchema> = new Map([
  ['error', FAILURE],
  ['event', closed({ type: TEXT, id: TEXT, source: TEXT, time: TEXT, data: {} })],
  ['attempt', WHOLE_NUMBER],
]);

/** `$index`, and whatever `indexAs` calls it. */
export const INDEX = WHOLE_NUMBER;
