import * as z from 'zod';

import { StepwrightError } from '../errors/stepwright-error.ts';
import { present } from '../present.ts';
import { parseDuration } from '../run/duration.ts';
import { CPU_TARGET } from './builtin/cpu.ts';
import { checkTargetNames } from './check-names.ts';
import type { CpuFunction, Target } from './target.ts';

/** Megabytes. */
const MEMORY = 256;

/** What `defineCpuStep` takes. */
export interface CpuStepDefinition {
  /** The file with the function, JavaScript or TypeScript: `new URL('./crunch.js', import.meta.url)`. */
  readonly module: URL | string;
  /** Which export of it: a function of the params. @default "default" */
  readonly export?: string;
  readonly description?: string;
  /** Checked before each call: the function gets what the schema gives. @default any object */
  readonly params?: z.ZodType;
  /** Documents the result. @default anything that JSON can carry */
  readonly result?: z.ZodType;
  /** Megabytes that it may take. @default 256 */
  readonly memory?: number;
  /** Processor time that one call may take, all its threads together: `'10s'`. @default no limit but the step's `timeout` */
  readonly cpuTime?: number | string;
  /** Calling it twice with one idempotency key has the effect of one call. @default false */
  readonly idempotent?: boolean;
}

/**
 * A function that computes, used as `{ target: cpu, action: <name> }`. A worker runs it in a process of its own, which ends when the
 * run is cancelled, when the attempt's time is over and when it takes more than it may. Give it to `connect({ targets })` or export it
 * from a file for `--targets`.
 *
 * @throws StepwrightError `InvalidValue` or `ReservedName` for a name that no action may have, `InvalidValue` for a module or a limit that is none
 */
export function defineCpuStep(name: string, definition: CpuStepDefinition): Target {
  const cpu = cpuFunction(name, definition);
  const { description, params = z.record(z.string(), z.unknown()), result, idempotent } = definition;
  const target: Target = {
    name: CPU_TARGET,
    open: true,
    actions: {
      [name]: {
        params,
        ...present({ description, result, idempotent }),
        cpu,
        // Outside a worker there is nobody to give it a process: it runs where it is called.
        run: async (given) => callExport(cpu, given),
      },
    },
  };
  checkTargetNames(target);
  return target;
}

/**
 * Calls the function here.
 * @throws StepwrightError `InvalidValue` when the module has no such function
 */
export async function callExport({ module, export: name }: CpuFunction, params: unknown): Promise<unknown> {
  const exported = ((await import(module)) as Readonly<Record<string, unknown>>)[name];
  if (typeof exported !== 'function') {
    throw new StepwrightError('InvalidValue', `${module} has no function "${name}"`, {
      class: 'permanent',
      hint: name === 'default' ? 'write export default function …, or name the export' : 'export it under that name',
    });
  }
  return (exported as (params: unknown) => unknown)(params);
}

function cpuFunction(name: string, { module, export: exported = 'default', memory = MEMORY, cpuTime }: CpuStepDefinition): CpuFunction {
  const url = String(module);
  if (!url.startsWith('file:')) throw refuse(name, `module "${url}" is no URL of a file`, `write new URL('./${name}.js', import.meta.url)`);
  if (!Number.isFinite(memory) || memory < 1) throw refuse(name, `memory ${memory} is no number of megabytes`, 'write memory: 512');
  const ms = cpuTime === undefined ? undefined : parseDuration(cpuTime);
  if (cpuTime !== undefined && (ms === undefined || ms === 0))
    throw refuse(name, `cpuTime ${JSON.stringify(cpuTime)} is no duration`, 'write milliseconds, or text such as 10s');
  return { module: url, export: exported, memory, ...present({ cpuTime: ms }) };
}

function refuse(name: string, what: string, hint: string): StepwrightError {
  return new StepwrightError('InvalidValue', `CPU step "${name}": ${what}`, { class: 'validation', hint });
}
