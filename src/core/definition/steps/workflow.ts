import { z } from 'zod';
import type { Mapping } from '../json.ts';
import type { CallBase } from '../step-base.ts';
import type { WorkflowDefinition } from '../workflow-definition.ts';
import { call, mapping, workflowRef, type Recursion } from '../schema-parts.ts';

/** Starts another definition as a child run. */
export interface WorkflowStep extends CallBase {
  readonly type: 'workflow';
  /** `id`, `id@1.2.0`, `id@^1`, or a definition. */
  readonly workflow: string | WorkflowDefinition;
  readonly input?: Mapping;
  /** @default true */
  readonly wait?: boolean;
  readonly onParentClose?: 'cancel' | 'terminate' | 'abandon';
}

export const workflowStepSchema = ({ workflow }: Recursion) =>
  z
    .strictObject({
      ...call,
      type: z.literal('workflow'),
      workflow: z.union([workflowRef, workflow]),
      input: mapping.optional(),
      wait: z.boolean().optional(),
      onParentClose: z.enum(['cancel', 'terminate', 'abandon']).optional(),
    })
    .meta({ id: 'WorkflowStep', description: 'Starts another definition as a child run.' });
