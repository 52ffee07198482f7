import type { WorkflowDefinition } from '../../src/core/definition/workflow-definition.ts';
import { startRun } from '../../src/core/interpreter/interpreter.ts';
import type { Runtime } from '../../src/core/interpreter/runtime.ts';

/** A world in which everything is done at once. */
const INSTANT: Runtime = {
  now: () => 0,
  callAction: () => Promise.resolve({ status: 'completed', value: { data: { ok: true }, ms: 0, attempts: 1 } }),
  startChild: () => Promise.resolve({ status: 'cancelled' }),
  historyLoad: () => 0,
  quiet: () => Promise.resolve(),
  sleep: () => Promise.resolve({ status: 'completed', value: null }),
  log: () => undefined,
  changed: () => undefined,
};

/** Steps of all runs of one measurement, so that a short run is made many times. */
const AT_LEAST = 2_000;

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
  const runs = Math.max(1, Math.ceil(AT_LEAST / steps));
  const from = performance.now();
  for (let run = 0; run < runs; run += 1) {
    const end = await startRun({ definition, input: {}, info: { runId: 'bench', startedAt: 0 } }, INSTANT).end;
    if (!('result' in end) || end.result.status !== 'COMPLETED') throw new Error('the run did not complete');
  }
  return (performance.now() - from) / runs / steps;
}
