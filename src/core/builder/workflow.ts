import type { BuiltWorkflow } from './child-options.ts';
import { buildDefinition } from './build-definition.ts';
import type { SchemaSource } from './json-schema-of.ts';
import type { Ref, Resolved } from './reference.ts';
import { writeSteps } from './step-fields.ts';
import type { GivenTo, InputOf, WorkflowOptions } from './workflow-options.ts';
import type { WorkflowSteps } from './workflow-steps.ts';

/**
 * Builds a definition: plain data, the same as a workflow file holds.
 *
 * @param build adds the steps, and returns the workflow's output if it has one. It runs once, now: what it handles are references, not values.
 * @throws StepwrightError for what cannot be written as a definition; `validateWorkflow` finds everything else
 * @example
 * const order = workflow('process-order', { name: 'Process order', input: z.object({ orderId: z.string() }) }, (w, input) => {
 *   const file = w.action('file-order', targets.drive.file_document, { params: { name: text`Order-${input.orderId}.pdf` } });
 *   return { link: file.webViewLink };
 * });
 */
export function workflow<S extends SchemaSource | undefined = undefined, R = unknown>(
  id: string,
  options: WorkflowOptions<S>,
  build: (w: WorkflowSteps, input: Ref<InputOf<S>>) => R,
): BuiltWorkflow<GivenTo<S>, Resolved<R>> {
  return buildDefinition({
    id,
    options,
    build,
    body:
      ({ drafts, returned }) =>
      (write) => ({ output: write.value(returned), steps: writeSteps(drafts, write) }),
  });
}
