import * as z from 'zod';
import type { Mapping } from '../json.ts';
import type { CallBase } from '../step-base.ts';
import type { WorkflowDefinition } from '../workflow-definition.ts';
import { call, mapping, workflowRef, type Recursion } from '../schema-parts.ts';

/** Starts another definition as a child run. */
export interface WorkflowStep extends CallBase {
  readonly type: 'workflow';
  /** `id`, `id@1.2.0`, `id@^1`, or a definition. */
  readonly workflow: string | WorkflowDefinition;
  /** A map, or one reference or expression that gives one, such as `$input`. */
  readonly input?: Mapping | string;
  /** @default true */
  readonly wait?: boolean;
  readonly onParentClose?: 'cancel' | 'terminate' | 'abandon';
}

const wholeMap = z.string().refine((value) => value.startsWith('$'), {
  error: 'not a map',
  params: { code: 'InvalidValue', hint: 'give a map, or one reference or ${ expression } that gives one, such as $input' },
});

export const workflowStepSchema = ({ workflow }: Recursion) =>
  z
    .strictObject({
      ...call,
      type: z.literal('workflow'),
      workflow: z.union([workflowRef, workflow]),
      input: z.union([mapping, wholeMap]).optional(),
      wait: z.boolean().optional(),
      onParentClose: z.enum(['cancel', 'terminate', 'abandon']).optional(),
    })
    .meta({ id: 'WorkflowStep', description: 'Starts another definition as a child run.' });
