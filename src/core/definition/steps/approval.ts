import type { Duration, JsonSchema } from '../json.ts';
import type { StepBase } from '../step-base.ts';

export type Quorum = number | { readonly approve: number; readonly reject: number };

export type ApprovalTimeout =
  | 'reject'
  | 'approve'
  | 'fail'
  | { readonly escalate: { readonly approvers: readonly string[]; readonly quorum?: Quorum; readonly timeout?: Duration; readonly onTimeout?: ApprovalTimeout } };

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
