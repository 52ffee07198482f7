import type { Usage } from '../../src/core/run/usage.ts';
import type { ActionContext, AnyAction } from '../../src/core/target/target.ts';
import type { CpuProcesses } from '../cpu/processes.ts';

/** Runs an action where it belongs, and measures what that takes. */
export class UsageMeter {
  readonly #processes: CpuProcesses;
  #usage: Usage | undefined;

  constructor(processes: CpuProcesses) {
    this.#processes = processes;
  }

  /** Absent: it was not called, or took less than a millisecond. */
  get usage(): Usage | undefined {
    return this.#usage;
  }

  async run(action: AnyAction, params: never, context: ActionContext): Promise<unknown> {
    return action.cpu === undefined ? this.#here(action, params, context) : this.#apart(action.cpu, params, context);
  }

  /**
   * Of what else the thread did meanwhile nothing can be told apart. Memory says nothing here: it is everybody's; nor does the
   * processor time of the whole process, and asking for it, a third of a millisecond in a worker, takes longer than a small step.
   */
  async #here(action: AnyAction, params: never, context: ActionContext): Promise<unknown> {
    const before = performance.eventLoopUtilization();
    const result = await action.run(params, context);
    const cpu = Math.round(performance.eventLoopUtilization(before).active);
    if (cpu >= 1) this.#usage = { cpu, shared: true };
    return result;
  }

  async #apart(cpu: NonNullable<AnyAction['cpu']>, params: unknown, { signal }: ActionContext): Promise<unknown> {
    const { value, usage } = await this.#processes.run(cpu, params, signal);
    this.#usage = usage;
    return value;
  }
}
