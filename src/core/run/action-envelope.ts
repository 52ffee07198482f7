import type { ActionCall } from '../interpreter/runtime.ts';

/** The argument of every action's activity: the call without what Temporal itself is told, and the run it belongs to. */
export interface ActionEnvelope extends Omit<ActionCall, 'summary' | 'taskQueue' | 'priority' | 'fairness' | 'execution'> {
  readonly runId: string;
}

export function envelopeOf(call: ActionCall, runId: string): ActionEnvelope {
  const { summary: _summary, taskQueue: _taskQueue, priority: _priority, fairness: _fairness, execution: _execution, ...envelope } = call;
  return { ...envelope, runId };
}
