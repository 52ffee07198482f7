import { parentPort, workerData } from 'node:worker_threads';

import { callExport } from '../../src/core/target/define-cpu-step.ts';
import type { CpuFunction } from '../../src/core/target/target.ts';
import { plainJson } from '../policies/plain-json.ts';
import type { CpuOutcome, Thrown } from './call.ts';

/** The thread in which a CPU function runs: one call after the other. */
parentPort?.on('message', (params: unknown) => {
  void callExport(workerData as CpuFunction, params).then(
    (value) => answer({ value }),
    (error: unknown) => answer({ thrown: thrownBy(error) }),
  );
});

function answer(outcome: CpuOutcome): void {
  try {
    parentPort?.postMessage(outcome);
  } catch (error) {
    // A function, a promise: what can't be sent.
    parentPort?.postMessage({ thrown: thrownBy(error) });
  }
}

function thrownBy(error: unknown): Thrown {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, code, class: errorClass, details } = error as Error & Partial<Thrown>;
  return { name, message, code, class: errorClass, ...(details === undefined ? {} : { details: plainJson(details) }) };
}
