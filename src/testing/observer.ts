import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { ActionCall, ChildCall, Outcome } from '../core/interpreter/runtime.ts';
import type { RunRequest } from '../core/interpreter/run-request.ts';

/** One attempt at a call. */
export interface Attempt {
  readonly call: ActionCall;
  /** From 1. */
  readonly attempt: number;
  /** Run id in the idempotency key: a partition of a loop calls for the run that has the loop. */
  readonly runId: string;
}

/** Watches the runs of a world in memory and changes nothing. */
export interface Observer {
  /** A run starts, or a fresh history of it: gives the definition to interpret, which does what the one of the request does. */
  starting(request: RunRequest): WorkflowDefinition;
  /** The trail of a run grew. */
  changed(runId: string): void;
  /** An attempt begins; what is given back is told how it ended. */
  calling(attempt: Attempt): (outcome: Outcome<unknown>) => void;
  /** A child run was asked for. */
  childStarting(child: ChildCall): void;
  /** Everything has happened that follows from the last delivery. */
  settled(): void;
}
