import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import type { Failure } from '../errors/failure.ts';
import type { ActionCall, ChildCall } from '../interpreter/runtime.ts';

/**
 * What became of a step whose attempts are used up: `dead` (its run went on without it), `parked` (its run waits for a person),
 * `replaying` (tried again), `recovered` (a replay succeeded), `discarded` (nobody will try again).
 */
export type LetterState = 'dead' | 'parked' | 'replaying' | 'recovered' | 'discarded';

/** What could not be done, resolved: a call of an action, or a child run. */
export type LetterCall = { readonly action: ActionCall } | { readonly child: ChildCall };

/** Params of `stepwright.letter`: a run's word on one of its steps. */
export interface LetterNote {
  readonly path: string;
  readonly stepId: string;
  readonly stepName: string;
  readonly state: LetterState;
  readonly call: LetterCall;
  readonly failure: Failure;
  /** Who said so; absent: the run itself. */
  readonly by?: string;
  readonly reason?: string;
  readonly definition: { readonly id: string; readonly name: string; readonly version?: string; readonly hash?: string };
  /** With the first note of a history. */
  readonly body?: WorkflowDefinition;
}

/** What a person decides about a parked step. */
export type LetterVerdict =
  | { readonly do: 'replay'; readonly by: string; readonly reason?: string; readonly params?: Readonly<Record<string, unknown>> }
  | { readonly do: 'discard'; readonly by: string; readonly reason?: string };

/** Argument of a run that only makes one call again. */
export interface LetterRequest {
  readonly path: string;
  readonly stepId: string;
  readonly call: LetterCall;
  /** Why the letter was written. */
  readonly failure: Failure;
  /** Who wants it tried again. */
  readonly by: string;
}
