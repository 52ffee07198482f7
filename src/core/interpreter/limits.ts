import type { WorkflowDefinition } from '../definition/workflow-definition.ts';

/** Calls at once unless the definition says otherwise, and at most (the server's own limit is 2,000). */
const DEFAULT_CONCURRENCY = 100;
const MOST_CONCURRENCY = 1000;
const DEFAULT_STEPS = 10_000;
const DEFAULT_EVENTS = 1000;

export function callsAtOnce({ maxConcurrency = DEFAULT_CONCURRENCY }: Pick<WorkflowDefinition, 'maxConcurrency'>): number {
  return Math.min(maxConcurrency, MOST_CONCURRENCY);
}

/** Steps that a run may have, declared and generated. */
export function mostSteps({ limits }: WorkflowDefinition): number {
  return limits?.maxSteps ?? DEFAULT_STEPS;
}

/** Events that may wait in a run. */
export function mostEvents({ limits }: WorkflowDefinition): number {
  return limits?.maxEvents ?? DEFAULT_EVENTS;
}
