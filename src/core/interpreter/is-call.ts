import { kindOf, type Step, type StepKind } from '../definition/step.ts';

/** Kinds whose attempts and time limits are kept where the call is made. */
const CALLS: ReadonlySet<StepKind> = new Set(['action', 'transform', 'generate', 'emit', 'workflow']);

export function isCall(step: Step): boolean {
  return CALLS.has(kindOf(step));
}
