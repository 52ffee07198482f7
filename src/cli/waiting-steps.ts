import type { Run } from '../client/api.ts';
import { outlineOf, type StepNode } from '../core/definition/outline.ts';
import type { WorkflowDefinition } from '../core/definition/workflow-definition.ts';
import type { WorkflowEvent } from '../core/run/events.ts';

/** Runs are asked for their tasks at most this often, so that a long run is not slowed down by being watched. */
const MOST_QUESTIONS = 50;

/** A command to type, complete: `['approve', 'run-1']` → `stepwright approve run-1 --data …`. */
export type ToType = (words: readonly string[]) => string;

/** What waiting steps wait for, in words, with the command that ends the wait. */
export class WaitingSteps {
  readonly #toType: ToType;
  /** By id, as far as the definition is known. */
  readonly #steps: ReadonlyMap<string, StepNode>;
  #questions = 0;

  constructor(definition: WorkflowDefinition | undefined, toType: ToType) {
    this.#toType = toType;
    const steps = definition === undefined ? [] : outlineOf(definition).steps;
    this.#steps = new Map(steps.flatMap((node) => (node.id === undefined ? [] : [[node.id, node]])));
  }

  /** Undefined: for a time, or it is not known. */
  async waitsFor({ path, stepId }: Pick<WorkflowEvent, 'path' | 'stepId'>, run: Run): Promise<string | undefined> {
    const node = this.#steps.get(stepId ?? '');
    if (node?.kind === 'event') return this.#event(String(node.step['event']), run.id);
    if (path === undefined || (node !== undefined && node.kind !== 'approval')) return undefined;
    return (await this.#isApproval(path, run)) ? `waits for approval: ${this.#toType(['approve', run.id, path])}` : undefined;
  }

  /** A type that is worked out while the run is under way is not known here. */
  #event(type: string, runId: string): string {
    return type.includes('$') ? 'waits for an event' : `waits for event: ${this.#toType(['event', runId, type])}`;
  }

  /** A definition that is not known has perhaps approvals; one that was decided meanwhile waits no more. */
  async #isApproval(path: string, run: Run): Promise<boolean> {
    if (this.#questions >= MOST_QUESTIONS) return false;
    this.#questions += 1;
    try {
      return (await run.tasks()).some((task) => task.path === path);
    } catch {
      // Nobody answers just now: the line does without.
      return false;
    }
  }
}
