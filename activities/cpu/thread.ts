import { parentPort, workerData } from 'node:worker_threads';

import { callExport } from '../../src/core/target/define-cpu-step.ts';
import type { CpuFunction } from '../../src/core/target/target.ts';
import { resolveOwnPackage } from '../../src/files/own-package.ts';
import { plainJson } from '../policies/plain-json.ts';
import { TYPESCRIPT, type CpuOutcome, type Thrown } from './call.ts';

/** The thread in which a CPU function runs: one call after the other. */
const cpu = workerData as CpuFunction;
// Its file is loaded as the one with the targets is: a module also where no package.json says so.
if (TYPESCRIPT.test(cpu.module)) resolveOwnPackage();

parentPort?.on('message', (params: unknown) => {
  void callExport(cpu, params).then(
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
