import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { Failure } from '../errors/failure.ts';
import type { TrailEntry } from './events.ts';
import type { Progress, RollbackError, WireStepResult } from './result.ts';
import type { WorkflowStatus } from './status.ts';

/**
 * The argument of every run. Only `definition` is needed: what else is absent is filled in by the
 * activity `stepwright.prepare`, which validates the definition as well.
 */
export interface RunInput {
  readonly definition: WorkflowDefinition | DefinitionRef;
  readonly input?: Readonly<Record<string, unknown>>;
  /** Hash of the definition; present when it was validated before the start. */
  readonly hash?: string;
  /** Number of the interpreter's behaviour this run follows. */
  readonly interpreter?: number;
  /** Whether the namespace has Stepwright's search attributes. */
  readonly searchAttributes?: boolean;
  readonly startedBy?: string;
  readonly key?: string;
  readonly tags?: readonly string[];
  /** Base address of Temporal's UI, for `$run.url`. */
  readonly ui?: string;
}

export interface DefinitionRef {
  readonly id: string;
  readonly version?: string;
}

export const SIGNALS = { pause: 'pause', resume: 'resume', cancel: 'cancel' } as const;
export const QUERIES = {
  progress: 'progress',
  state: 'state',
  trace: 'trace',
  trail: 'trail',
  rollbackPlan: 'rollbackPlan',
  tasks: 'tasks',
} as const;

/** Argument of the signal `cancel`. */
export interface CancelRequest {
  /** Overrides what the definition's `rollbackOnFailure.on` says. */
  readonly rollback?: boolean;
  readonly reason?: string;
}

/** Memo key under which a cancelled run leaves its WorkflowResult. */
export const RESULT_MEMO = 'stepwrightResult';

/** Search attributes, where the namespace has them. */
export const SEARCH_ATTRIBUTES = {
  definition: 'StepwrightDefinition',
  version: 'StepwrightVersion',
  status: 'StepwrightStatus',
  tags: 'StepwrightTags',
} as const;

/** Answer of the query `state`. */
export interface RunState {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly definitionVersion?: string;
  readonly status: WorkflowStatus;
  readonly progress: Progress;
  readonly input: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly steps: readonly WireStepResult[];
  readonly failure?: Failure;
  readonly rollbackErrors: readonly RollbackError[];
}

/** Answer of the query `trail`; its argument is the `seq` after which to begin. */
export interface TrailPage {
  readonly entries: readonly TrailEntry[];
  /** `seq` of the newest entry there is. */
  readonly last: number;
  /** `seq` of the oldest entry still kept; entries before it were dropped. */
  readonly first: number;
  readonly workflowName: string;
}

/** Answer of the query `rollbackPlan`: what a rollback would call, in that order. */
export interface RollbackPlanEntry {
  readonly path: string;
  readonly stepId: string;
  readonly target: string;
  readonly action: string;
  readonly params: unknown;
}
