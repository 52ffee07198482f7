import type { Failure } from '../errors/failure.ts';
import type { RetrySpec } from '../run/retry.ts';
import type { Scope } from './scope.ts';

/** One call of an action, everything resolved; it travels to the activity as it is. */
export interface ActionCall {
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
  /** 1 (first) to 5. */
  readonly priority?: number;
  /** `<path> · <summary or name>`. */
  readonly summary: string;
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
  /** Resolves `completed` after `ms`, or `cancelled` at once when the scope is. */
  sleep(scope: Scope, ms: number, summary: string): Promise<Outcome<null>>;
  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void;
  /** The state changed: the adapter may publish it (current details, search attributes, live events). */
  changed(): void;
}
