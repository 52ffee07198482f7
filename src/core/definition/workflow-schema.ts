import * as z from 'zod';
import {
  condition,
  count,
  duration,
  execution,
  jsonSchema,
  label,
  mapping,
  priority,
  retry,
  rollbackPolicy,
  workflowId,
  workflowRef,
  type Recursion,
} from './schema-parts.ts';
import type { Step } from './step.ts';
import { stepSchemaOf } from './step-schemas.ts';
import type { Transition, WorkflowDefinition } from './workflow-definition.ts';

const step: z.ZodType<Step> = z.lazy(() => stepSchemaOf(recursion));
const steps = z.array(step);

const transitionTarget = z.strictObject({ target: z.string().optional(), when: condition.optional(), steps: steps.optional() });
const transition: z.ZodType<Transition> = z.union([
  z.string(),
  transitionTarget,
  z.array(z.union([z.string(), transitionTarget])),
]) as unknown as z.ZodType<Transition>;

const state = z
  .strictObject({
    entry: steps.optional(),
    exit: steps.optional(),
    on: z.record(z.string(), transition).optional(),
    after: z.record(z.string(), transition).optional(),
    always: transition.optional(),
    onError: transition.optional(),
    type: z.literal('final').optional(),
    output: z.unknown().optional(),
  })
  .meta({ id: 'State' });

const trigger = z
  .strictObject({
    schedule: mapping.optional(),
    webhook: mapping.optional(),
    event: mapping.optional(),
    input: z.unknown().optional(),
    when: condition.optional(),
    key: z.unknown().optional(),
    runId: z.unknown().optional(),
  })
  .meta({ id: 'Trigger' });

const SEMVER = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** A definition; its output type is `WorkflowDefinition`. zod itself calls `x-…` fields unknown: `validateWorkflow` lets them pass. */
export const workflowSchema = z
  .strictObject({
    id: workflowId,
    name: z.string().min(1).describe('Name for people.'),
    description: z.string().optional(),
    version: z
      .string()
      .refine((value) => SEMVER.test(value), {
        error: 'not a semantic version',
        params: { code: 'InvalidValue', hint: 'write three numbers in quotes, such as "1.2.0"' },
      })
      .optional()
      .describe('Semantic version, quoted.'),
    key: z.unknown().optional().describe('Business key of a run: shown, searchable, the address for events.'),
    input: jsonSchema.optional(),
    output: z.unknown().optional().describe("Mapping that gives the run's output."),
    outputSchema: jsonSchema.optional(),
    mode: z.enum(['sequence', 'graph']).optional().describe('Order of the top list. Default: sequence.'),
    failureStrategy: z.enum(['fail-fast', 'continue-on-error', 'partial-failure']).optional(),
    rollbackOnFailure: rollbackPolicy.optional().describe('Undo completed steps when the run fails. Default: false.'),
    continueOnOptionalFailure: z.boolean().optional().describe('False: optional has no effect.'),
    maxConcurrency: count.max(1000).optional().describe('Actions and child runs at once, 1 to 1000. Default: 100.'),
    timeout: duration.optional(),
    execution: execution.optional(),
    defaults: z.strictObject({ retry: retry.optional(), timeout: duration.optional(), taskQueue: z.string().optional() }).optional(),
    limits: z
      .strictObject({
        maxSteps: count.optional(),
        maxIterations: count.optional(),
        maxEvents: count.optional(),
        maxDepth: count.optional(),
      })
      .optional(),
    concurrency: z
      .strictObject({ key: z.unknown(), limit: count.optional(), onLimit: z.enum(['queue', 'skip', 'replace']).optional() })
      .optional(),
    priority: priority.optional(),
    fairness: z
      .strictObject({ key: z.unknown(), weight: z.number().min(0.001).max(1000).optional() })
      .optional()
      .describe('Runs with one key share their turns with those of other keys, in proportion to their weights.'),
    steps: steps.optional(),
    initial: z.string().optional(),
    states: z.record(label, state).optional(),
    finally: steps.optional().describe('Steps that run last, however the run ends.'),
    onComplete: z.array(z.strictObject({ workflow: workflowRef, input: mapping.optional(), when: condition.optional() })).optional(),
    triggers: z.array(trigger).optional(),
    tags: z.array(z.string()).optional(),
  })
  .meta({ id: 'Workflow', title: 'Stepwright workflow' });

/** Inside step kinds the schemas of steps and workflows are known by these. */
const recursion: Recursion = { steps, workflow: z.lazy(() => workflowSchema) as unknown as z.ZodType<WorkflowDefinition> };
