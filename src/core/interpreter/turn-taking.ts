import type { Defaults, Fairness, WorkflowDefinition } from '../definition/workflow-definition.ts';
import { present } from '../present.ts';
import { turnTakingOf, type TurnTaking } from '../run/turn-taking.ts';
import type { Frame } from './frame.ts';

/** What a definition says for calls that say nothing themselves. */
export interface CallDefaults extends Defaults {
  readonly priority?: number;
  readonly fairness?: Fairness;
}

export function callDefaults({ defaults, priority, fairness }: WorkflowDefinition): CallDefaults {
  return { ...defaults, ...present({ priority, fairness }) };
}

/** That of a call with a priority of its own, or none. */
export function turnTaking(frame: Frame, own: number | undefined): TurnTaking {
  const { priority, fairness } = frame.defaults;
  return turnTakingOf(own ?? priority, fairness, fairness && frame.resolve(fairness.key));
}
