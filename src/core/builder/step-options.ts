import type { Duration } from '../definition/json.ts';
import type { Execution, RetryPolicy, RollbackPolicy } from '../definition/step-base.ts';
import type { Failure } from '../errors/failure.ts';
import type { ActionHandle } from './actions-of.ts';
import type { Condition } from './expressions.ts';
import type { Reference, Ref, RefsOfFields, Resolved } from './reference.ts';

/** A duration, or a reference to one. */
export type DurationValue = Duration | Reference<number> | Reference<string>;

/**
 * What every step may have.
 * `R` is what the step gives by itself, `V` what `output` makes of it, `O` whether it is optional, `W` its condition.
 */
export interface StepOptions<R, V, O extends boolean, W extends Condition | undefined> {
  /** @default the id */
  readonly name?: string;
  readonly description?: string;
  /** Steps of the same list that must be done first. */
  readonly dependsOn?: readonly Reference<unknown>[];
  /** False skips the step; its value is null then. */
  readonly when?: W;
  /** Variables to set when it is skipped: `assign(shipping, 0)`. */
  readonly onSkip?: { readonly set: Readonly<Record<string, unknown>> };
  /** Its failure does not fail the list; its value is null then. */
  readonly optional?: O;
  /** Of one attempt; of a block, one pass. */
  readonly timeout?: DurationValue;
  /** Of all attempts and delays. */
  readonly totalTimeout?: DurationValue;
  /** The step's value in place of its result. */
  readonly output?: (result: Ref<R>) => V;
  /** How to undo the step, from its value: `(file) => undo(drive.delete_file, { params: { fileId: file.fileId } })`. */
  readonly rollback?: (value: Ref<Resolved<V>>) => Undo;
  /** Where its calls are made; of a block, those of the steps inside. @default that of the block round it, else of the workflow */
  readonly execution?: Execution;
  readonly taskQueue?: string | Reference<string>;
  /** 1 (first) to 5. */
  readonly priority?: number;
  /** Text shown in Temporal's UI. */
  readonly summary?: string | Reference<string>;
}

/** What a step that holds steps may have besides. */
export interface BlockOptions<R, V, O extends boolean, W extends Condition | undefined> extends StepOptions<R, V, O, W> {
  /** Undo its completed steps when it fails, before its next pass or a catch. */
  readonly rollbackOnFailure?: boolean | RollbackPolicy;
}

/** What a step that calls an action may have besides. */
export interface CallOptions<R, V, O extends boolean, W extends Condition | undefined> extends StepOptions<R, V, O, W> {
  readonly retry?: Retry;
  /** Retries after the first attempt; `retryCount: 3` is `retry: { maxAttempts: 4 }`. */
  readonly retryCount?: number;
  /** When all attempts have failed: fail, be kept as a dead letter and fail, or wait for a person. @default "fail" */
  readonly onExhausted?: 'fail' | 'dead-letter' | 'park';
  /** Takes an earlier result of the same call. */
  readonly cache?: CacheOptions<R>;
  /** Leaves a sick service alone. */
  readonly circuitBreaker?: CircuitOptions;
}

export interface CacheOptions<R> {
  /** @default target, action and params */
  readonly key?: unknown;
  /** @default "1h" */
  readonly ttl?: DurationValue;
  /** Whether a result is kept. */
  readonly when?: (result: Ref<R>) => Condition;
  /** Who shares it. @default "definition" */
  readonly scope?: 'run' | 'definition' | 'global';
}

export interface CircuitOptions {
  /** Calls with the same key share a circuit. @default target and action */
  readonly key?: string | Reference<string>;
  /** Failures within the window that open it. @default 5 */
  readonly failures?: number;
  /** @default "1m" */
  readonly window?: DurationValue;
  /** @default "30s" */
  readonly openFor?: DurationValue;
  /** Calls at once that try whether the service is well again. @default 1 */
  readonly probes?: number;
}

export interface Retry extends Omit<RetryPolicy, 'when'> {
  /** Must hold as well for another attempt. */
  readonly when?: (error: Ref<Failure>, attempt: Ref<number>) => Condition;
}

/** The action that undoes a step; `undo` makes it. */
export interface Undo extends UndoOptions<unknown> {
  readonly target: string;
  readonly action: string;
}

export interface UndoOptions<P> {
  readonly params: RefsOfFields<P>;
  /** @default three attempts */
  readonly retry?: Retry;
  readonly timeout?: DurationValue;
}

/** An action and its params, for `rollback`. */
export function undo<P>({ target, action }: ActionHandle<P, unknown>, options: UndoOptions<P>): Undo {
  return { ...options, target, action };
}

/** What an `action` step may have. */
export type ActionOptions<P, R, V, O extends boolean, W extends Condition | undefined> = CallOptions<R, V, O, W> &
  (Record<never, never> extends RefsOfFields<P> ? { readonly params?: RefsOfFields<P> } : { readonly params: RefsOfFields<P> });

/** What a `transform` step may have. */
export interface TransformOptions<V, O extends boolean, W extends Condition | undefined> extends CallOptions<unknown, V, O, W> {
  /** The data. @default null */
  readonly input?: unknown;
  /** The program. */
  readonly jsonata: string;
}

/** What a reference to a step gives: null as well when the step may be skipped or its failure tolerated. */
export type StepValue<V, O extends boolean, W extends Condition | undefined> = Ref<
  Resolved<V> | (true extends O ? null : never) | ([W] extends [undefined] ? never : null)
>;
