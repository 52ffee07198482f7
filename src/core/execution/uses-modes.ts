import { outlineOf } from '../definition/outline.ts';
import type { WorkflowDefinition } from '../definition/workflow-definition.ts';

/** Whether some of its steps may be executed beside the workflow. */
export function usesModes(definition: WorkflowDefinition): boolean {
  if (isBeside(definition.execution)) return true;
  return outlineOf(definition).steps.some(({ step }) => isBeside(step['execution']));
}

function isBeside(execution: unknown): boolean {
  return execution === 'local' || execution === 'express';
}
