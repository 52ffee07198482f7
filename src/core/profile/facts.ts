import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { TrailEntry } from '../run/events.ts';
import type { WorkflowStatus } from '../run/status.ts';

/** A line of a run's trail, as far as a profile reads it. */
export type TrailLine = Pick<
  TrailEntry,
  'type' | 'at' | 'path' | 'stepId' | 'stepName' | 'status' | 'duration' | 'attempts' | 'usage' | 'notice'
>;

/** What the server wrote down of one call. Steps that are executed in the workflow's own worker have none. Times are ms since the epoch. */
export interface CallFacts {
  /** Of the step, or of the step with `~rollback`. */
  readonly path: string;
  readonly taskQueue: string;
  /** The run wanted it. */
  readonly issuedAt: number;
  /** A worker could take it. */
  readonly scheduledAt: number;
  /** A worker took the last attempt. */
  readonly startedAt?: number;
  readonly closedAt?: number;
  /** Number of the last attempt, from 1. */
  readonly attempt: number;
  /** Milliseconds of the delays between the attempts, as the retry policy plans them. */
  readonly delays?: number;
}

/** A timer of a block: the delay of a loop, of another pass or of another attempt. */
export interface TimerFacts {
  readonly path: string;
  readonly label: string;
  readonly from: number;
  /** Absent: it goes on. */
  readonly to?: number;
}

/** A child run that a step waited for. */
export interface ChildFacts {
  /** Of the step; of a later attempt with its number: `ship#2`. */
  readonly path: string;
  readonly run: RunFacts;
}

/** All that is known of a run. */
export interface RunFacts {
  readonly runId: string;
  /** The definition's id. */
  readonly workflowId: string;
  readonly workflowName: string;
  readonly status: WorkflowStatus;
  /** The moment up to which a run that goes on is looked at, ms since the epoch. */
  readonly until?: number;
  readonly trail: readonly TrailLine[];
  readonly calls: readonly CallFacts[];
  readonly timers: readonly TimerFacts[];
  readonly children: readonly ChildFacts[];
  /** Tells the kinds of steps and what depends on what. */
  readonly definition?: WorkflowDefinition;
  /** What could not be found out, as sentences. */
  readonly notes: readonly string[];
}
