import type { WorkflowDefinition } from '../definition/workflow-definition.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { mostSteps } from './limits.ts';
import type { Snapshot } from './snapshot.ts';

/** What a run counts as it goes. */
export class Tally {
  #numbered: number;
  #generated: number;

  constructor({ numbered, generated }: Pick<Snapshot, 'numbered' | 'generated'> = { numbered: 0, generated: 0 }) {
    this.#numbered = numbered;
    this.#generated = generated;
  }

  /** Number of the next event that comes without an id. */
  nextEvent(): number {
    this.#numbered += 1;
    return this.#numbered;
  }

  /** @throws {StepwrightError} `StepLimit` when the run would have more steps than its definition allows */
  generate(steps: number, run: { readonly definition: WorkflowDefinition; readonly stepIds: ReadonlySet<string> }): void {
    const most = mostSteps(run.definition);
    this.#generated += steps;
    const all = run.stepIds.size + this.#generated;
    if (all <= most) return;
    throw new StepwrightError('StepLimit', `the run would have ${all} steps; it may have ${most}`, {
      class: 'validation',
      hint: 'raise limits.maxSteps, or generate fewer steps',
    });
  }

  state(): Pick<Snapshot, 'numbered' | 'generated'> {
    return { numbered: this.#numbered, generated: this.#generated };
  }
}
