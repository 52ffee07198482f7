import type { ActionCall } from '../interpreter/runtime.ts';

/** The argument of every action's activity: the call without what Temporal itself is told, and the run it belongs to. */
export interface ActionEnvelope extends Omit<ActionCall, 'summary' | 'taskQueue' | 'priority' | 'fairness' | 'execution'> {
  readonly runId: string;
}
