import type { Step } from '../definition/step.ts';
import type { Progress } from '../run/result.ts';
import type { StepStatus, WorkflowStatus } from '../run/status.ts';

/** Counts the top list as it goes, so that asking costs nothing however long the list is. */
export class TopList {
  readonly #steps: readonly Step[];
  readonly #index: ReadonlyMap<string, number>;
  readonly #running: boolean[];
  /** No step below this one runs. */
  #lowest: number;
  #reached = 0;
  #completed = 0;
  #failed = 0;
  #settled = 0;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.#index = new Map(steps.map((step, i) => [step.id, i]));
    this.#running = steps.map(() => false);
    this.#lowest = steps.length;
  }

  started(stepId: string): void {
    const index = this.#index.get(stepId);
    if (index === undefined) return;
    this.#running[index] = true;
    this.#lowest = Math.min(this.#lowest, index);
    this.#reached = Math.max(this.#reached, index + 1);
  }

  ended(stepId: string, status: StepStatus, tolerated: boolean): void {
    const index = this.#index.get(stepId);
    if (index === undefined) return;
    this.#running[index] = false;
    while (this.#lowest < this.#steps.length && this.#running[this.#lowest] !== true) this.#lowest += 1;
    this.#reached = Math.max(this.#reached, index + 1);
    if (status === 'COMPLETED') this.#completed += 1;
    if (status === 'FAILED') this.#failed += 1;
    if (status === 'COMPLETED' || status === 'SKIPPED' || (status === 'FAILED' && tolerated)) this.#settled += 1;
  }

  progress(status: WorkflowStatus): Progress {
    const total = this.#steps.length;
    const current = this.#lowest < total ? this.#lowest + 1 : Math.max(this.#reached, 1);
    const step = this.#steps[current - 1];
    return {
      currentStep: current,
      ...(step === undefined ? {} : { currentStepName: step.name ?? step.id }),
      totalSteps: total,
      completedSteps: this.#completed,
      failedSteps: this.#failed,
      status,
      percentComplete: total === 0 ? 100 : Math.floor((100 * this.#settled) / total),
    };
  }
}

/** A state machine has no list: its states count, those that were left as done. */
export function machineProgress(
  states: readonly string[],
  at: { readonly state: string; readonly visited: readonly string[]; readonly status: WorkflowStatus },
): Progress {
  const { state, visited, status } = at;
  const done = status === 'COMPLETED';
  const left = done ? states.length : states.filter((each) => each !== state && visited.includes(each)).length;
  return {
    currentStep: Math.max(1, states.indexOf(state) + 1),
    currentStepName: state,
    totalSteps: states.length,
    completedSteps: visited.length - (done ? 0 : 1),
    failedSteps: 0,
    status,
    percentComplete: Math.floor((100 * left) / Math.max(1, states.length)),
  };
}
