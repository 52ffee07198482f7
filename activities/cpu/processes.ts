import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { StepwrightError } from '../../src/core/errors/stepwright-error.ts';
import { present } from '../../src/core/present.ts';
import type { Usage } from '../../src/core/run/usage.ts';
import type { CpuFunction } from '../../src/core/target/target.ts';
import type { CpuAnswer, CpuCall, Thrown } from './call.ts';

/** Milliseconds that a process is kept for another call of its function. */
const IDLE = 10_000;
/** Processes that are kept. */
const MOST_IDLE = availableParallelism();

/** `.ts` when run from the sources, which Node needs help with. */
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const PROGRAM = fileURLToPath(new URL(`./process.${EXTENSION}`, import.meta.url));

export interface CpuResult {
  readonly value: unknown;
  readonly usage: Usage;
}

/**
 * Runs CPU functions in processes of their own, each kept for a while for the next call of its function (docs/decisions/0011). How
 * many run at once is not decided here: the target `cpu` has a limit like any other.
 */
export class CpuProcesses {
  readonly #idle: CpuProcess[] = [];

  /**
   * Gives what the function gives; with the signal its process is killed.
   * @throws what the function throws, as far as it can be told; StepwrightError `ResourceLimit` when it takes too much
   */
  async run(cpu: CpuFunction, params: unknown, signal: AbortSignal): Promise<CpuResult> {
    signal.throwIfAborted();
    const process = this.#take(cpu);
    const kill = (): void => process.kill();
    signal.addEventListener('abort', kill, { once: true });
    try {
      const answer = await process.call(params);
      if ('limit' in answer) throw overLimit(cpu, answer.limit);
      this.#keep(process);
      if ('thrown' in answer) throw asError(answer.thrown);
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', kill);
      if (!this.#idle.includes(process)) process.kill();
    }
  }

  #take(cpu: CpuFunction): CpuProcess {
    const at = this.#idle.findIndex((each) => each.fits(cpu));
    const [known] = at === -1 ? [] : this.#idle.splice(at, 1);
    return known ?? new CpuProcess(cpu, (ended) => this.#forget(ended));
  }

  #keep(process: CpuProcess): void {
    if (!process.alive) return;
    process.rest();
    this.#idle.push(process);
    if (this.#idle.length > MOST_IDLE) this.#idle.shift()?.kill();
  }

  #forget(process: CpuProcess): void {
    const at = this.#idle.indexOf(process);
    if (at !== -1) this.#idle.splice(at, 1);
  }
}

/** One process, for one function. */
class CpuProcess {
  readonly #cpu: CpuFunction;
  readonly #child: ChildProcess;
  #timer: NodeJS.Timeout | undefined;

  constructor(cpu: CpuFunction, onEnd: (process: CpuProcess) => void) {
    this.#cpu = cpu;
    this.#child = fork(PROGRAM, {
      execArgv: EXTENSION === 'ts' ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [],
      // Nothing of the worker's: its environment may hold secrets.
      env: {},
      serialization: 'advanced',
      // What it prints may hold its params, and those secrets.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.once('exit', () => onEnd(this));
  }

  get alive(): boolean {
    return this.#child.connected;
  }

  fits({ module, export: name, memory }: CpuFunction): boolean {
    const own = this.#cpu;
    return this.alive && own.module === module && own.export === name && own.memory === memory;
  }

  call(params: unknown): Promise<CpuAnswer> {
    clearTimeout(this.#timer);
    const child = this.#child;
    child.ref();
    child.channel?.ref();
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        child.off('message', answered).off('exit', ended).off('error', reject);
        act();
      };
      const answered = (answer: CpuAnswer): void => settle(() => resolve(answer));
      const ended = (code: number | null, signal: NodeJS.Signals | null): void => settle(() => reject(endOf(this.#cpu, code, signal)));
      child.once('message', answered).once('exit', ended).once('error', reject);
      const call: CpuCall = { function: this.#cpu, params };
      // One that is gone says so by its exit.
      child.send(call, () => undefined);
    });
  }

  /** Waits for the next call, and holds nobody up. */
  rest(): void {
    this.#timer = setTimeout(() => this.kill(), IDLE).unref();
    this.#child.unref();
    this.#child.channel?.unref();
  }

  kill(): void {
    clearTimeout(this.#timer);
    this.#child.kill('SIGKILL');
  }
}

/** V8 ends a whole process with SIGABRT when a thread's heap can't be saved. */
function endOf(cpu: CpuFunction, code: number | null, signal: NodeJS.Signals | null): StepwrightError {
  if (signal === 'SIGABRT' || code === 134) return overLimit(cpu, 'memory');
  return new StepwrightError('Failed', `the process of ${cpu.module} ended (${signal ?? `exit ${code ?? 0}`})`, { class: 'unknown' });
}

function overLimit({ module, memory, cpuTime }: CpuFunction, limit: 'memory' | 'cpuTime'): StepwrightError {
  const what = limit === 'memory' ? `${memory} MB of memory` : `${cpuTime ?? 0} ms of processor time`;
  return new StepwrightError('ResourceLimit', `${module} takes more than ${what}`, {
    class: 'permanent',
    hint: `give it less to do at a time, or raise ${limit} in its defineCpuStep`,
  });
}

function asError({ message, ...rest }: Thrown): Error {
  return Object.assign(new Error(message), present(rest));
}
