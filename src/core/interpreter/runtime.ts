import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { Failure } from '../errors/failure.ts';
import type { BreakerSpec } from '../run/breaker-spec.ts';
import type { EarlierAttempts } from '../run/call-end.ts';
import type { CacheSpec } from '../run/cache-spec.ts';
import type { WireWorkflowResult } from '../run/result.ts';
import type { RetrySpec } from '../run/retry.ts';
import type { TurnTaking } from '../run/turn-taking.ts';
import type { Usage } from '../run/usage.ts';
import type { DefinitionRef } from '../definition/workflow-ref.ts';
import type { ParentRef } from '../run/wire.ts';
import type { PartitionInput } from './partition-input.ts';
import type { RollbackEntry } from './rollback.ts';
import type { Scope } from './scope.ts';

/** One call of an action, everything resolved; it travels to the activity as it is. */
export interface ActionCall extends TurnTaking {
  /** Names this execution of the step; with the run id it is the idempotency key. */
  readonly path: string;
  readonly stepId: string;
  readonly target: string;
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly retry: RetrySpec;
  /** Milliseconds one attempt may take. */
  readonly timeout: number;
  /** Milliseconds all attempts and delays may take. */
  readonly totalTimeout?: number;
  readonly taskQueue?: string;
  /** Not as an activity of its own, if it may be. */
  readonly execution?: 'local' | 'express';
  /** Attempts made before. */
  readonly earlier?: EarlierAttempts;
  readonly cache?: CacheSpec;
  readonly circuitBreaker?: BreakerSpec;
  /** `<path> · <summary or name>`. */
  readonly summary: string;
}

/** One child run, everything resolved. */
export interface ChildCall extends TurnTaking {
  readonly runId: string;
  readonly definition: WorkflowDefinition | DefinitionRef;
  readonly input: Readonly<Record<string, unknown>>;
  /** Absent: the run stands on its own, and nobody above waits for it. */
  readonly parent?: ParentRef;
  readonly chain?: readonly string[];
  readonly undo?: readonly RollbackEntry[];
  readonly partition?: PartitionInput;
  /** Run id in the idempotency keys of its calls. Default: its own. */
  readonly keyRunId?: string;
  readonly onParentClose: 'cancel' | 'terminate' | 'abandon';
  readonly taskQueue?: string;
  /** `<path> · <summary or name>`. */
  readonly summary: string;
}

/** How a child run ended, whatever its status; `rollbacks` is what is left to undo in it. */
export interface ChildResult extends WireWorkflowResult {
  readonly rollbacks?: readonly RollbackEntry[];
}

/** A child run that was started. */
export interface StartedChild {
  /** Failed only when the run has no result of ours: it was terminated, or its definition was refused. */
  readonly end: Promise<Outcome<ChildResult>>;
  /** Resolves when it was told, or has ended. */
  tell(what: 'pause' | 'resume'): Promise<void>;
}

/** How something ended. Port methods never reject: every end is a value. */
export type Outcome<T> =
  | { readonly status: 'completed'; readonly value: T }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'cancelled' };

/** What an action gave, with the wrapper's own measure of time. */
export interface ActionResult {
  readonly data: unknown;
  /** Milliseconds of the successful attempt. */
  readonly ms: number;
  readonly attempts: number;
  /** It was not called: another call's result was kept. */
  readonly cached?: true;
  readonly usage?: Usage;
}

/**
 * All that the interpreter asks of the world. Three adapters implement it: Temporal (`workflows/`), in memory with a
 * virtual clock (`src/testing/`), express (`activities/`). Everything is deterministic under replay.
 */
export interface Runtime {
  /** Workflow time, ms since the epoch. */
  now(): number;
  /** Calls an action; attempts and delays happen behind it. A cancelled scope cancels the call and awaits its end. */
  callAction(scope: Scope, call: ActionCall): Promise<Outcome<ActionResult>>;
  /** Starts a child run; resolves when it is there. A cancelled scope cancels it, and its end is awaited all the same. */
  startChild(scope: Scope, child: ChildCall): Promise<Outcome<StartedChild>>;
  /** Resolves `completed` after `ms`, or `cancelled` at once when the scope is. */
  sleep(scope: Scope, ms: number, summary: string): Promise<Outcome<null>>;
  /** How full this history is: from 1 on a fresh one is advisable, from 8 on there is no time to lose. */
  historyLoad(): number;
  /** Resolves when everything has happened that follows from what has arrived; costs no history. */
  quiet(): Promise<void>;
  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void;
  /** The state changed: the adapter may publish it (current details, search attributes, live events). */
  changed(): void;
}
