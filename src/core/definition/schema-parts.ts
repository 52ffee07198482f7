import * as z from 'zod';
import type { ErrorCode } from '../errors/codes.ts';
import { parseDuration } from '../run/duration.ts';
import { schemaFaults } from '../schema-check/check-schema.ts';
import { FIXED_NAMES, NAME_PATTERN } from './names.ts';
import { pointerSegments } from './pointer.ts';
import type { Step } from './step.ts';
import type { WorkflowDefinition } from './workflow-definition.ts';
import { parseWorkflowRef, WORKFLOW_ID } from './workflow-ref.ts';

/** What the schemas of step kinds are given, so that they can hold steps without importing each other. */
export interface Recursion {
  readonly steps: z.ZodType<readonly Step[]>;
  readonly workflow: z.ZodType<WorkflowDefinition>;
}

/** A refinement whose problem has a code of its own. */
function coded(code: ErrorCode, message: string, hint?: string) {
  return { error: message, params: { code, ...(hint === undefined ? {} : { hint }) } };
}

const PARTS_OF_OBJECTS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
const RESERVED: ReadonlySet<string> = new Set([...FIXED_NAMES, ...PARTS_OF_OBJECTS]);

/** Whether a name has a meaning of its own, or would be mistaken for a part of every object. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

const NAME_RULE = 'a name is a letter, then letters, digits, "_" and "-"';

/** A step or variable name. */
export const name = z
  .string()
  .refine((value) => !isReserved(value), { abort: true, ...coded('ReservedName', 'the name is reserved', 'choose another name') })
  .refine((value) => NAME_PATTERN.test(value), coded('InvalidValue', NAME_RULE))
  .meta({ pattern: NAME_PATTERN.source });

/** The name of a branch or state: nothing refers to it with a `$`, so the fixed names are free. */
export const label = z
  .string()
  .refine((value) => !PARTS_OF_OBJECTS.has(value), { abort: true, ...coded('ReservedName', 'the name is reserved', 'choose another name') })
  .refine((value) => NAME_PATTERN.test(value), coded('InvalidValue', NAME_RULE))
  .meta({ pattern: NAME_PATTERN.source });

/** A published definition: `id`, `id@1.2.0` or `id@^1`. */
export const workflowRef = z
  .string()
  .refine(
    (value) => parseWorkflowRef(value) !== undefined,
    coded(
      'InvalidValue',
      'not the id of a definition',
      'write it as it is, with a version or range if need be: ship-order, ship-order@1.2.0, ship-order@^1',
    ),
  );

export const workflowId = z
  .string()
  .max(255)
  .refine((value) => !isReserved(value), { abort: true, ...coded('ReservedName', 'the id is reserved', 'choose another id') })
  .refine((value) => WORKFLOW_ID.test(value), coded('InvalidValue', 'an id is letters, digits, "_", "-" and "."'))
  .meta({ pattern: WORKFLOW_ID.source, description: 'Id of the definition; also the Temporal workflow type.' });

/** A duration; text with a reference is checked when it is known. */
export const duration = z
  .union([z.number(), z.string()])
  .refine(
    (value) => (typeof value === 'string' && value.includes('$')) || parseDuration(value) !== undefined,
    coded('InvalidDuration', 'not a duration', 'write milliseconds, text such as "30s" or "1h30m", or ISO 8601 such as "PT30S"'),
  )
  .meta({ id: 'Duration', description: 'Milliseconds, text such as 30s, 1h30m or 2d, or ISO 8601 such as PT30S.' });

/** Of a call, a child run or a run. */
export const priority = z.int().min(1).max(5).describe('1 (first) to 5.');

/** An expression that gives true or false. */
export const condition = z.union([z.string(), z.boolean()]);

export const mapping = z.record(z.string(), z.unknown());

export const jsonSchema = z
  .union([z.boolean(), z.record(z.string(), z.unknown())])
  .superRefine((schema, context) => {
    for (const { pointer, message, hint } of schemaFaults(schema)) {
      context.addIssue({
        code: 'custom',
        path: [...pointerSegments(pointer)],
        message,
        params: { code: 'InvalidSchema', ...(hint === undefined ? {} : { hint }) },
      });
    }
  })
  .meta({ id: 'JsonSchema', description: 'A JSON Schema (2020-12).' });

export const count = z.int().min(1);
const names = z.array(z.string());
const params = mapping.optional();

export const retry = z
  .strictObject({
    maxAttempts: count.optional().describe('Attempts in all, the first included.'),
    strategy: z.enum(['exponential', 'linear', 'fixed', 'custom']).optional().describe('Default: exponential.'),
    baseDelay: duration.optional(),
    maxDelay: duration.optional(),
    factor: z.number().min(1).optional().describe('Default: 2.'),
    delays: z.array(duration).min(1).optional().describe('Delays of strategy custom; the last one repeats.'),
    jitter: z.number().min(0).max(1).optional().describe('Part of the delay that is random, 0 to 1.'),
    retryOn: names.optional().describe('Classes or codes that are retried; replaces the default.'),
    nonRetryable: names.optional().describe('Classes or codes never retried.'),
    when: condition.optional().describe('Expression over $error and $attempt that must hold as well.'),
  })
  .meta({ id: 'Retry' });

const rollback = z
  .strictObject({
    target: z.string(),
    action: z.string(),
    params,
    retry: retry.optional(),
    timeout: duration.optional(),
    verify: z.strictObject({ target: z.string(), action: z.string(), params }).optional(),
  })
  .meta({ id: 'Rollback', description: 'How to undo the step.' });

export const execution = z.enum(['remote', 'local', 'express']);

export const rollbackPolicy = z.union([
  z.boolean(),
  z.strictObject({ mode: z.enum(['automatic', 'manual']).optional(), on: z.array(z.enum(['failure', 'cancel'])).optional() }),
]);

/** Fields of every step. */
export const base = {
  id: name.describe('Unique in the whole definition.'),
  name: z.string().optional().describe('Default: the id.'),
  description: z.string().optional(),
  dependsOn: names.optional().describe('Ids of steps of the same list that must be done first.'),
  when: condition.optional().describe('Expression; false skips the step.'),
  onSkip: z.strictObject({ set: mapping }).optional(),
  optional: z.boolean().optional().describe('Its failure does not fail the list.'),
  timeout: duration.optional().describe('Of one attempt; of a block, one pass.'),
  totalTimeout: duration.optional().describe('Of all attempts and delays.'),
  output: z.unknown().optional().describe("Mapping over $result that gives the step's value."),
  rollback: rollback.optional(),
  execution: execution.optional(),
  taskQueue: z.string().optional(),
  priority: priority.optional(),
  summary: z.string().optional().describe("Text shown in Temporal's UI."),
};

/** Fields of steps that call something. */
export const call = {
  ...base,
  retry: retry.optional(),
  retryCount: z.int().min(0).optional().describe('Retries after the first attempt.'),
  cache: z
    .strictObject({
      key: z.unknown().optional().describe('With target and action it names the result. Default: the params.'),
      ttl: duration.optional().describe('Default: 1h.'),
      when: condition.optional().describe('Over $result: whether the result is kept.'),
      scope: z.enum(['run', 'definition', 'global']).optional().describe('Who shares it. Default: definition.'),
    })
    .optional()
    .describe('Equal calls are made once.'),
  circuitBreaker: z
    .strictObject({
      key: z.string().optional().describe('Calls with one key share one circuit. Default: target.action.'),
      failures: count.optional().describe('So many within the window open it. Default: 5.'),
      window: duration.optional().describe('Default: 1m.'),
      openFor: duration.optional().describe('Nothing is called for so long. Default: 30s.'),
      probes: count.optional().describe('Calls let through at once after that, until one works. Default: 1.'),
    })
    .optional()
    .describe('A target that keeps failing is left alone for a while.'),
  onExhausted: z.enum(['fail', 'dead-letter', 'park']).optional(),
  inputSchema: jsonSchema.optional(),
  outputSchema: jsonSchema.optional(),
};

/** Fields of steps that hold steps. */
export const block = { ...base, rollbackOnFailure: rollbackPolicy.optional() };
