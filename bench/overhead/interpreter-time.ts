import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { startRun } from '../../src/core/interpreter/interpreter.ts';
import type { Runtime } from '../../src/core/interpreter/runtime.ts';

/** A world in which everything is done at once. */
const INSTANT: Runtime = {
  now: () => 0,
  callAction: () => Promise.resolve({ status: 'completed', value: { data: { ok: true }, ms: 0, attempts: 1 } }),
  sleep: () => Promise.resolve({ status: 'completed', value: null }),
  log: () => undefined,
  changed: () => undefined,
};

/** Milliseconds the interpreter itself takes per step, its params referring to the step before. */
export async function interpreterMsPerStep(steps: number): Promise<number> {
  const definition: WorkflowDefinition = {
    id: 'interpreter-time',
    name: 'Interpreter time',
    steps: Array.from({ length: steps }, (_, i) => ({
      id: `step-${i}`,
      target: 'http',
      action: 'request',
      params: { url: 'http://127.0.0.1/', ...(i === 0 ? {} : { before: `$step-${i - 1}.ok` }) },
    })),
  };
  const from = performance.now();
  const { status } = await startRun({ definition, input: {}, info: { runId: 'bench', startedAt: 0 } }, INSTANT).result;
  const took = performance.now() - from;
  if (status !== 'COMPLETED') throw new Error(`the run ended ${status}`);
  return took / steps;
}
