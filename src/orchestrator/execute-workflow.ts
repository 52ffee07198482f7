import type { ConnectOptions } from '../client/api.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { WorkflowResult } from '../core/run/result.ts';
import { sharedConnection } from './shared-connection.ts';

/**
 * Executes a workflow and gives its result; a run that fails is a result with `success: false`, not an exception. Needs no
 * set-up: without `TEMPORAL_ADDRESS` it runs on a dev server of the data folder, with a worker in this process.
 *
 * @throws {StepwrightError} when the definition or the initial context is not valid (`details`: every problem), or Temporal is not reachable
 */
export function executeWorkflow(
  workflowDef: WorkflowDefinition,
  initialContext: Readonly<Record<string, unknown>> = {},
): Promise<WorkflowResult> {
  return sharedConnection.use((stepwright) => stepwright.execute(workflowDef, initialContext));
}

/** Options of the connection that `executeWorkflow` and the handlers share, such as your own `targets`. Call it before the first run. */
export function configure(options: ConnectOptions): void {
  sharedConnection.configure(options);
}
