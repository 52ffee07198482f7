import type { Duration, JsonSchema, Mapping } from './json.ts';

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly maxAttempts?: number;
  /** @default "exponential" */
  readonly strategy?: 'exponential' | 'linear' | 'fixed' | 'custom';
  /** @default "1s" */
  readonly baseDelay?: Duration;
  /** @default "1m" */
  readonly maxDelay?: Duration;
  /** @default 2 */
  readonly factor?: number;
  /** Delays of strategy `custom`; the last one repeats. */
  readonly delays?: readonly Duration[];
  /** Part of the delay that is random, 0 to 1. @default 0 */
  readonly jitter?: number;
  /** Classes or codes (`*` inside) that are retried; replaces the default. */
  readonly retryOn?: readonly string[];
  /** Classes or codes never retried; beats `retryOn`. */
  readonly nonRetryable?: readonly string[];
  /** Expression over `$error` and `$attempt` that must hold as well. */
  readonly when?: string | boolean;
}

/** How to undo a step: the action called for it, its params resolved when the step completes. */
export interface RollbackAction {
  readonly action: string;
  readonly target: string;
  readonly params?: Mapping;
  readonly retry?: RetryPolicy;
  readonly timeout?: Duration;
  readonly verify?: { readonly target: string; readonly action: string; readonly params?: Mapping };
}

/** `x-…` fields are kept and ignored. */
export type Extensions = { readonly [key: `x-${string}`]: unknown };

export type Execution = 'remote' | 'local' | 'express';

/** What every step may have. */
export interface StepBase extends Extensions {
  /** Unique in the whole definition: a letter, then letters, digits, `_`, `-`. */
  readonly id: string;
  /** @default the id */
  readonly name?: string;
  readonly description?: string;
  /** Ids of steps of the same list that must be done first. */
  readonly dependsOn?: readonly string[];
  /** Expression; false skips the step. */
  readonly when?: string | boolean;
  readonly onSkip?: { readonly set: Mapping };
  readonly optional?: boolean;
  /** One attempt; of a block, one pass. */
  readonly timeout?: Duration;
  /** All attempts and delays. */
  readonly totalTimeout?: Duration;
  /** Mapping over `$result` that gives the step's value. */
  readonly output?: unknown;
  readonly rollback?: RollbackAction;
  readonly execution?: Execution;
  readonly taskQueue?: string;
  readonly priority?: number;
  /** Text shown in Temporal's UI. */
  readonly summary?: string;
}

/** What a step that calls something may have. */
export interface CallBase extends StepBase {
  readonly retry?: RetryPolicy;
  /** Retries after the first attempt; `retryCount: 3` is `retry: { maxAttempts: 4 }`. Not both. */
  readonly retryCount?: number;
  /** Equal calls are made once. */
  readonly cache?: {
    /** With target and action it names the result. @default the params */
    readonly key?: unknown;
    /** @default "1h" */
    readonly ttl?: Duration;
    /** Over `$result`: whether the result is kept. */
    readonly when?: string | boolean;
    /** Who shares it. @default "definition" */
    readonly scope?: 'run' | 'definition' | 'global';
  };
  /** A target that keeps failing is left alone for a while. */
  readonly circuitBreaker?: {
    /** Calls with one key share one circuit. @default target.action */
    readonly key?: string;
    /** So many within `window` open it. @default 5 */
    readonly failures?: number;
    /** @default "1m" */
    readonly window?: Duration;
    /** Nothing is called for so long. @default "30s" */
    readonly openFor?: Duration;
    /** Calls let through at once after that, until one works. @default 1 */
    readonly probes?: number;
  };
  readonly onExhausted?: 'fail' | 'dead-letter' | 'park';
  readonly inputSchema?: JsonSchema;
  readonly outputSchema?: JsonSchema;
}

/** What a step that holds steps may have. */
export interface BlockBase extends StepBase {
  readonly rollbackOnFailure?: boolean | RollbackPolicy;
}

export interface RollbackPolicy {
  /** @default "automatic" */
  readonly mode?: 'automatic' | 'manual';
  /** @default ["failure", "cancel"] */
  readonly on?: readonly ('failure' | 'cancel')[];
}
