import type { Quorum } from '../definition/steps/approval.ts';
import type { Body, BodyValue } from './block-options.ts';
import type { Condition } from './expressions.ts';
import type { Described, SchemaSource } from './json-schema-of.ts';
import type { Ref, Reference, Refs } from './reference.ts';
import type { CallOptions, DurationValue, StepOptions } from './step-options.ts';

declare const DATA: unique symbol;

/** A type of events, with the type of the data that they carry. */
export interface EventType<D> {
  readonly event: string;
  readonly [DATA]?: D;
}

/** Names a type of events: `const paid = eventType<{ readonly amount: number }>('order.paid')`. Nothing is checked when one comes: a `validate` step does that. */
export function eventType<D>(event: string): EventType<D> {
  return { event };
}

/** An event as conditions see it. */
export interface EventFacts<D> {
  readonly type: string;
  readonly id: string;
  readonly source: string | null;
  /** ISO 8601. */
  readonly time: string;
  readonly data: D;
}

/** How an event that did not come in time goes on. */
export type EventTimeout = 'fail' | 'skip' | { readonly steps: Body<unknown> } | undefined;

/** The value of an `event` step. */
export type EventValue<D, T> = D | (T extends 'skip' ? null : T extends { readonly steps: Body<infer B> } ? BodyValue<B> : never);

export interface EventOptions<D, T, V, O extends boolean, W extends Condition | undefined> extends StepOptions<EventValue<D, T>, V, O, W> {
  /** Which one; a type and a key are enough where a run waits for one of each. */
  readonly match?: (event: Ref<EventFacts<D>>) => Condition;
  readonly onTimeout?: T;
}

/** The value of an `approval` step. */
export interface ApprovalValue<F> {
  readonly approved: boolean;
  readonly decisions: readonly {
    readonly by: string;
    readonly approved: boolean;
    readonly comment: string | null;
    readonly form: F | null;
    /** ISO 8601. */
    readonly at: string;
  }[];
  /** What the last approver filled in. */
  readonly form: F | null;
}

type Approvers = Reference<readonly string[]> | readonly (string | Reference<string>)[];

export interface Escalation {
  readonly approvers: Approvers;
  readonly quorum?: Quorum;
  readonly timeout?: DurationValue;
  readonly onTimeout?: ApprovalTimeoutOption;
}

export type ApprovalTimeoutOption = 'reject' | 'approve' | 'fail' | { readonly escalate: Escalation };

/** The type of what approvers fill in. */
export type FormOf<S> = S extends SchemaSource ? Described<S> : unknown;

export interface ApprovalOptions<
  S extends SchemaSource | undefined,
  V,
  O extends boolean,
  W extends Condition | undefined,
> extends StepOptions<ApprovalValue<FormOf<S>>, V, O, W> {
  /** Names, and roles as `role:finance`. */
  readonly approvers: Approvers;
  readonly prompt?: string | Reference<string>;
  /** Schema of what approvers fill in, which types it. */
  readonly form?: S;
  /** @default { approve: 1, reject: 1 } */
  readonly quorum?: Quorum;
  /** Whether who started the run may vote. */
  readonly allowSelf?: boolean;
  /** @default "fail" */
  readonly onReject?: 'fail' | 'continue';
  /** @default "fail" */
  readonly onTimeout?: ApprovalTimeoutOption;
}

/** The value of an `emit` step. */
export interface EmittedEvent<D> {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly time: string;
  readonly data: D;
}

export interface EmitOptions<D, V, O extends boolean, W extends Condition | undefined> extends CallOptions<EmittedEvent<D>, V, O, W> {
  readonly data?: Refs<D>;
  /** A run by its id, or all open runs with a key. */
  readonly to: { readonly run: string | Reference<string> } | { readonly key: string | number | Reference<string> | Reference<number> };
}
