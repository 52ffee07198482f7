import * as z from 'zod';
import { base, type Recursion } from './schema-parts.ts';
import type { Step, StepKind } from './step.ts';
import { actionSchema } from './steps/action.ts';
import { approvalSchema } from './steps/approval.ts';
import { checkpointSchema } from './steps/checkpoint.ts';
import { emitSchema } from './steps/emit.ts';
import { eventSchema } from './steps/event.ts';
import { failSchema } from './steps/fail.ts';
import { forEachSchema } from './steps/for-each.ts';
import { generateSchema } from './steps/generate.ts';
import { ifSchema } from './steps/if.ts';
import { parallelSchema } from './steps/parallel.ts';
import { returnSchema } from './steps/return.ts';
import { setSchema } from './steps/set.ts';
import { switchSchema } from './steps/switch.ts';
import { transformSchema } from './steps/transform.ts';
import { trySchema } from './steps/try.ts';
import { untilSchema } from './steps/until.ts';
import { validateSchema } from './steps/validate.ts';
import { waitSchema } from './steps/wait.ts';
import { whileSchema } from './steps/while.ts';
import { workflowStepSchema } from './steps/workflow.ts';

/** The schema of each step kind: the one line a kind adds here. */
export const stepSchemas = (recursion: Recursion) =>
  ({
    action: actionSchema,
    if: ifSchema(recursion),
    switch: switchSchema(recursion),
    parallel: parallelSchema(recursion),
    forEach: forEachSchema(recursion),
    while: whileSchema(recursion),
    until: untilSchema(recursion),
    try: trySchema(recursion),
    workflow: workflowStepSchema(recursion),
    wait: waitSchema,
    event: eventSchema(recursion),
    approval: approvalSchema,
    validate: validateSchema,
    set: setSchema,
    transform: transformSchema,
    generate: generateSchema,
    emit: emitSchema,
    checkpoint: checkpointSchema,
    fail: failSchema,
    return: returnSchema,
  }) satisfies Readonly<Record<StepKind, z.ZodObject>>;

/** What every step has, whatever its kind. */
export const commonStepSchema = z.looseObject(base);

/** A step of any kind. */
export function stepSchemaOf(recursion: Recursion): z.ZodType<Step> {
  const { action, ...others } = stepSchemas(recursion);
  return z.discriminatedUnion('type', [action, ...Object.values(others)]).meta({ id: 'Step' }) as unknown as z.ZodType<Step>;
}
