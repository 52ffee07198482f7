import type { Duration, JsonSchema, Mapping } from './json.ts';
import type { Step } from './step.ts';
import type { Execution, Extensions, RetryPolicy, RollbackPolicy } from './step-base.ts';

export type FailureStrategy = 'fail-fast' | 'continue-on-error' | 'partial-failure';

export interface Limits {
  /** Declared plus generated steps. @default 10000 */
  readonly maxSteps?: number;
  /** @default 10000 */
  readonly maxIterations?: number;
  /** @default 1000 */
  readonly maxEvents?: number;
  /** Depth of child runs. @default 10 */
  readonly maxDepth?: number;
}

export interface Defaults {
  readonly retry?: RetryPolicy;
  readonly timeout?: Duration;
  readonly taskQueue?: string;
}

export interface Fairness {
  /** Such as a tenant's id: `$tenant`; null: none. */
  readonly key: unknown;
  /** 0.001 to 1000. @default 1 */
  readonly weight?: number;
}

export interface ChainedWorkflow {
  readonly workflow: string;
  readonly input?: Mapping;
  /** @default `$run.status == "COMPLETED"` */
  readonly when?: string | boolean;
}

export interface Trigger {
  readonly schedule?: Mapping;
  readonly webhook?: Mapping;
  readonly event?: Mapping;
  readonly input?: unknown;
  readonly when?: string | boolean;
  readonly key?: unknown;
  readonly runId?: unknown;
}

/** A transition of a state machine; a list takes the first whose `when` holds. */
export interface TransitionTarget {
  readonly target?: string;
  readonly when?: string | boolean;
  readonly steps?: readonly Step[];
}
export type Transition = string | TransitionTarget | readonly (string | TransitionTarget)[];

export interface State {
  readonly entry?: readonly Step[];
  readonly exit?: readonly Step[];
  readonly on?: Readonly<Record<string, Transition>>;
  readonly after?: Readonly<Record<string, Transition>>;
  readonly always?: Transition;
  readonly onError?: Transition;
  readonly type?: 'final';
  readonly output?: unknown;
}

/** A business process as data: exactly what a workflow file holds. */
export interface WorkflowDefinition extends Extensions {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** Semantic version. */
  readonly version?: string;
  readonly key?: unknown;
  /** JSON Schema of the initial context; `default`s are filled in. */
  readonly input?: JsonSchema;
  /** Mapping that gives the run's output; absent: `{ id: value }` of the top list. */
  readonly output?: unknown;
  readonly outputSchema?: JsonSchema;
  /** @default "sequence" */
  readonly mode?: 'sequence' | 'graph';
  /** @default "fail-fast" */
  readonly failureStrategy?: FailureStrategy;
  /** @default false */
  readonly rollbackOnFailure?: boolean | RollbackPolicy;
  /** False: `optional` has no effect. @default true */
  readonly continueOnOptionalFailure?: boolean;
  /** Actions and child runs at once, 1 to 1000. @default 100 */
  readonly maxConcurrency?: number;
  readonly timeout?: Duration;
  /** @default "remote" */
  readonly execution?: Execution;
  readonly defaults?: Defaults;
  readonly limits?: Limits;
  readonly concurrency?: { readonly key: unknown; readonly limit?: number; readonly onLimit?: 'queue' | 'skip' | 'replace' };
  /** Of its calls and child runs where they say nothing themselves, and of the run: 1 (first) to 5. @default 3 */
  readonly priority?: number;
  /** Runs with one key share their turns with those of other keys, in proportion to their weights. */
  readonly fairness?: Fairness;
  /** Exactly one of `steps` and `states`. */
  readonly steps?: readonly Step[];
  readonly initial?: string;
  readonly states?: Readonly<Record<string, State>>;
  /** Steps that run last, however the run ends. */
  readonly finally?: readonly Step[];
  readonly onComplete?: readonly ChainedWorkflow[];
  readonly triggers?: readonly Trigger[];
  readonly tags?: readonly string[];
}
