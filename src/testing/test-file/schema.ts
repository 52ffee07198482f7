import * as z from 'zod';
import { duration } from '../../core/definition/schema-parts.ts';
import { ERROR_CLASSES } from '../../core/errors/error-class.ts';
import { StepStatus, WorkflowStatus } from '../../core/run/status.ts';

/** `target.action`. */
const ACTION = /^[^.\s]+\.[^.\s]+$/;
const actionName = z
  .string()
  .refine((value) => ACTION.test(value), {
    error: 'an action is named target.action',
    params: { code: 'InvalidValue', hint: 'such as slack.send_notification' },
  })
  .meta({ pattern: ACTION.source });

const fields = z.record(z.string(), z.unknown());
const count = z.int().min(1);

const failure = z
  .strictObject({
    code: z.string().optional().describe('Default: Failed.'),
    class: z.enum(ERROR_CLASSES).optional().describe('Decides whether it is retried. Default: unknown, which is.'),
    message: z.string().optional(),
    retryAfter: z.number().min(0).optional().describe('Milliseconds to wait before trying again.'),
    details: z.unknown().optional(),
    times: count.optional().describe('So many calls fail, then `returns` answers. Default: all.'),
  })
  .meta({ id: 'MockFailure' });

/** How a mocked action or child run answers. */
export interface MockSpec {
  readonly returns?: unknown;
  readonly fails?: z.output<typeof failure> | undefined;
  readonly sequence?: readonly MockSpec[] | undefined;
  readonly takes?: number | string | undefined;
}

const mock: z.ZodType<MockSpec> = z
  .strictObject({
    returns: z.unknown().optional().describe('Its result. Default: null.'),
    fails: failure.optional(),
    sequence: z
      .array(z.lazy((): z.ZodType<MockSpec> => mock))
      .min(1)
      .optional()
      .describe('Each call gets the next of these; the last one is for all that follow.'),
    takes: duration.optional().describe('Virtual time. Default: none.'),
  })
  .refine(({ sequence, ...others }) => sequence === undefined || (others.fails === undefined && others.returns === undefined), {
    error: 'a sequence stands alone',
    params: { code: 'InvalidValue', hint: 'put returns and fails into its elements' },
  })
  .refine(({ fails, returns }) => fails?.times !== undefined || fails === undefined || returns === undefined, {
    error: 'it always fails: what it returns is never given',
    params: { code: 'InvalidValue', hint: 'say how many times it fails' },
  })
  .meta({ id: 'Mock', description: 'What stands for an action or for a child run.' });

const vote = {
  step: z.string().optional().describe('Path or id of the approval. Default: the only one that waits.'),
  by: z.string(),
  roles: z.array(z.string()).optional(),
  comment: z.string().optional(),
  form: z.unknown().optional(),
};

const KINDS = ['event', 'approve', 'reject', 'pause', 'resume', 'cancel'] as const;

/** What comes from outside. */
export const messageSchema = z
  .strictObject({
    after: duration.optional().describe('Virtual time since the start. Default: 0.'),
    to: z.string().optional().describe('Path of the step that started the child run which it is for. Default: the run itself.'),
    event: z
      .strictObject({
        type: z.string(),
        id: z.string().optional().describe('The same id counts once.'),
        source: z.string().optional(),
        time: z.string().optional(),
        data: z.unknown().optional(),
      })
      .optional(),
    approve: z.strictObject(vote).optional(),
    reject: z.strictObject(vote).optional(),
    pause: z.literal(true).optional(),
    resume: z.literal(true).optional(),
    cancel: z.union([z.literal(true), z.strictObject({ rollback: z.boolean().optional(), reason: z.string().optional() })]).optional(),
    refused: z.string().optional().describe('Code of the reason for which it must be refused, such as NotAnApprover.'),
  })
  .refine((message) => KINDS.filter((kind) => message[kind] !== undefined).length === 1, {
    error: `it is exactly one of ${KINDS.join(', ')}`,
    params: { code: 'InvalidValue', hint: 'such as "approve: { by: ann }"' },
  })
  .meta({ id: 'Message', description: 'Something that comes from outside.' });

const error = z
  .strictObject({
    code: z.string().optional(),
    class: z.enum(ERROR_CLASSES).optional(),
    message: z.string().optional(),
    step: z.string().optional(),
    path: z.string().optional(),
  })
  .meta({ id: 'ExpectedError' });

const step = z
  .union([
    z.enum(Object.values(StepStatus)),
    z.strictObject({
      status: z.enum(Object.values(StepStatus)).optional(),
      value: z.unknown().optional(),
      attempts: z.int().min(0).optional(),
      duration: duration.optional(),
      error: error.optional(),
    }),
  ])
  .meta({ id: 'ExpectedStep', description: 'Its status, PENDING when it must not be reached, or more about it.' });

const call = z
  .strictObject({
    action: actionName,
    params: fields.optional(),
    path: z.string().optional(),
    attempt: count.optional(),
    at: duration.optional().describe('Virtual time since the start.'),
  })
  .meta({ id: 'ExpectedCall' });

const expectation = z
  .strictObject({
    status: z.enum(Object.values(WorkflowStatus)).optional().describe('Default: COMPLETED, unless an error or waiting is expected.'),
    output: z.unknown().optional().describe('Of maps the keys that are named.'),
    exact: z.boolean().optional().describe('Maps have these keys and no others, and these calls, children and events are all.'),
    steps: z.record(z.string(), step).optional().describe('By step id, or by path.'),
    calls: z.array(call).optional().describe('In this order; there may be others between them.'),
    notCalled: z.array(actionName).optional(),
    children: z.array(z.strictObject({ workflow: z.string(), input: fields.optional(), path: z.string().optional() })).optional(),
    emitted: z.array(z.strictObject({ event: z.string(), data: z.unknown().optional(), to: fields.optional() })).optional(),
    rolledBack: z.array(z.string()).optional().describe('Paths of all steps that are undone, in that order.'),
    error: error.optional(),
    duration: duration.optional().describe('Virtual time from start to end.'),
    waiting: z.array(z.string()).optional().describe('Paths of what still waits for the outside.'),
  })
  .meta({ id: 'Expectation', description: 'What the run must have done.' });

const mocks = z.record(actionName, mock);
const childMocks = z.record(z.string(), mock);
const unmocked = z
  .enum(['fail', 'echo'])
  .describe('What becomes of a call that has no mock: the test fails, or its own params answer it. Default: fail.');

const test = z
  .strictObject({
    name: z.string().min(1),
    input: fields.optional(),
    user: z.string().optional().describe('Who starts the run.'),
    key: z.string().optional().describe("Business key of the run. Default: the definition's."),
    now: z.string().optional().describe('When the run starts. Default: 2025-01-01T00:00:00Z.'),
    actions: mocks.optional(),
    workflows: childMocks.optional(),
    unmocked: unmocked.optional(),
    at: z.array(messageSchema).optional(),
    expect: expectation.optional(),
  })
  .meta({ id: 'Test' });

/** A file with tests of a definition. */
export const testFileSchema = z
  .strictObject({
    definition: z.string().optional().describe('The workflow file, beside this one. Default: of the same name, with .workflow for .test.'),
    definitions: z.array(z.string()).optional().describe('Workflow files of child runs.'),
    actions: mocks.optional().describe('Mocks for all tests; those of a test come first.'),
    workflows: childMocks.optional().describe('What stands for child runs in all tests, by the id of their definition.'),
    unmocked: unmocked.optional(),
    tests: z.array(test).min(1),
  })
  .meta({ id: 'Tests', title: 'Stepwright tests' });

export type TestFile = z.output<typeof testFileSchema>;
export type TestCase = z.output<typeof test>;
export type Expectation = z.output<typeof expectation>;
export type ExpectedCall = z.output<typeof call>;
export type MessageSpec = z.output<typeof messageSchema>;
/** A map of `target.action` to mocks. */
export const mocksSchema = mocks;
