import * as z from 'zod';
import type { Duration, JsonSchema } from '../json.ts';
import type { StepBase } from '../step-base.ts';
import { base, duration, jsonSchema } from '../schema-parts.ts';

export type Quorum = number | { readonly approve: number; readonly reject: number };

export type ApprovalTimeout =
  | 'reject'
  | 'approve'
  | 'fail'
  | {
      readonly escalate: {
        readonly approvers: readonly string[];
        readonly quorum?: Quorum;
        readonly timeout?: Duration;
        readonly onTimeout?: ApprovalTimeout;
      };
    };

/** Waits for people to approve or reject. */
export interface ApprovalStep extends StepBase {
  readonly type: 'approval';
  readonly approvers?: readonly string[] | string;
  readonly prompt?: string;
  readonly form?: JsonSchema;
  readonly quorum?: Quorum;
  readonly allowSelf?: boolean;
  readonly onReject?: 'fail' | 'continue';
  readonly timeout?: Duration;
  readonly onTimeout?: ApprovalTimeout;
}

const quorum = z.union([z.int().min(1), z.strictObject({ approve: z.int().min(1), reject: z.int().min(1) })]);

const onTimeout: z.ZodType<ApprovalTimeout> = z.lazy(() =>
  z.union([
    z.enum(['reject', 'approve', 'fail']),
    z.strictObject({
      escalate: z.strictObject({
        approvers: z.array(z.string()),
        quorum: quorum.optional(),
        timeout: duration.optional(),
        onTimeout: onTimeout.optional(),
      }),
    }),
  ]),
) as z.ZodType<ApprovalTimeout>;

export const approvalSchema = z
  .strictObject({
    ...base,
    type: z.literal('approval'),
    approvers: z.union([z.array(z.string()), z.string()]).optional(),
    prompt: z.string().optional(),
    form: jsonSchema.optional(),
    quorum: quorum.optional(),
    allowSelf: z.boolean().optional(),
    onReject: z.enum(['fail', 'continue']).optional(),
    onTimeout: onTimeout.optional(),
  })
  .meta({ id: 'ApprovalStep', description: 'Waits for people to approve or reject.' });
