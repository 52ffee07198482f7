import { outlineOf } from '../definition/outline.ts';
import type { StepKind } from '../definition/step.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';

/** Steps with branches, and those that nobody knows yet. */
const APART: ReadonlySet<StepKind | undefined> = new Set(['parallel', 'generate', undefined]);

/** Whether a run of it never has two calls under way: then nothing happens but what follows from the end of the last one. */
export function inSequence(definition: WorkflowDefinition): boolean {
  if (definition.mode === 'graph' || definition.states !== undefined) return false;
  return outlineOf(definition).steps.every(({ kind, step }) => !APART.has(kind) && step['parallel'] !== true);
}
