import type { Step } from '../definition/step.ts';
import type { FailureStrategy } from '../definition/workflow-definition.ts';
import type { Failure } from '../errors/failure.ts';
import { completed, type ListPlace, type StepValue } from './run-context.ts';
import type { WorkEnd } from './snapshot.ts';
import { spawn } from './spawn.ts';
import { runStep, skipStep, type StepEnd } from './step.ts';

/** Runs a block's list, one step after the other; its value is the last declared step's. */
export async function runList(at: ListPlace, steps: readonly Step[]): Promise<StepValue> {
  for (const step of steps) {
    if (at.scope.cancelled) return { status: 'cancelled' };
    const end = await runStep(at, step);
    if (end.status !== 'done') return end;
    if (at.run.returnedFrom(at.scope)) return completed(null);
  }
  const last = steps.at(-1);
  return completed(last === undefined ? null : (at.frame.lookup(last.id)?.value ?? null));
}

/** Key of what is decided for all of a run's work. */
export const WORK = '~work';

export interface TopOptions {
  readonly strategy: FailureStrategy;
  readonly mode: 'sequence' | 'graph';
  /** What each step waits for (graph), or is skipped with (partial-failure). */
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Runs the top list: each step when those it waits for are settled. */
export function runTopList(at: ListPlace, steps: readonly Step[], options: TopOptions): Promise<WorkEnd> {
  const list = new TopListRun(at, steps, options);
  return options.mode === 'graph' ? list.graph() : list.sequence();
}

class TopListRun {
  readonly #at: ListPlace;
  readonly #steps: readonly Step[];
  readonly #options: TopOptions;
  /** Steps that failed and what was skipped with them. */
  readonly #lost = new Set<string>();
  #failure: Failure | undefined;
  #cancelled = false;
  #reached = 0;

  constructor(at: ListPlace, steps: readonly Step[], options: TopOptions) {
    // A scope of its own: fail-fast cancels what runs in it, nothing else.
    this.#at = { ...at, scope: at.scope.child() };
    this.#steps = steps;
    this.#options = options;
  }

  async sequence(): Promise<WorkEnd> {
    for (const step of this.#steps) {
      if (this.#at.scope.cancelled) break;
      this.#take(step, await this.#start(step));
    }
    return this.#end();
  }

  /** Steps start the moment their dependencies are settled, in order of declaration; all are awaited. */
  graph(): Promise<WorkEnd> {
    const waitsFor = new Map(this.#steps.map((step) => [step.id, this.#options.dependencies.get(step.id)?.size ?? 0]));
    const dependents = dependentsOf(this.#steps, this.#options.dependencies);
    return new Promise((resolve) => {
      let running = 0;
      const start = async (step: Step): Promise<void> => {
        running += 1;
        this.#take(step, await this.#start(step));
        running -= 1;
        for (const next of dependents.get(step.id) ?? []) {
          const left = (waitsFor.get(next.id) ?? 0) - 1;
          waitsFor.set(next.id, left);
          if (left === 0 && !this.#at.scope.cancelled) void start(next);
        }
        if (running === 0) resolve(this.#end());
      };
      const first = this.#steps.filter((step) => waitsFor.get(step.id) === 0);
      for (const step of first) void start(step);
      if (first.length === 0) resolve(this.#end());
    });
  }

  async #start(step: Step): Promise<StepEnd | undefined> {
    this.#reached += 1;
    if (this.#options.strategy === 'partial-failure' && this.#dependsOnLost(step)) {
      this.#lost.add(step.id);
      skipStep(this.#at, step);
      return undefined;
    }
    let end: StepEnd = { status: 'cancelled' };
    const outcome = await spawn(async () => {
      end = await runStep(this.#at, step);
      return { status: 'completed', value: null };
    });
    return outcome.status === 'failed' ? outcome : end;
  }

  #take(step: Step, end: StepEnd | undefined): void {
    if (end?.status === 'cancelled') this.#cancelled = true;
    if (end?.status !== 'failed') return;
    this.#lost.add(step.id);
    this.#failure ??= end.failure;
    if (this.#options.strategy !== 'fail-fast') return;
    this.#at.run.handOver.decided(WORK);
    this.#at.scope.cancel('superseded');
  }

  #dependsOnLost(step: Step): boolean {
    for (const id of this.#options.dependencies.get(step.id) ?? []) if (this.#lost.has(id)) return true;
    return false;
  }

  #end(): WorkEnd {
    const { scope } = this.#at;
    scope.end();
    if (this.#failure !== undefined && this.#options.strategy === 'fail-fast') return { status: 'failed', failure: this.#failure };
    if (this.#cancelled || scope.cancelled) return { status: 'cancelled' };
    if (this.#reached < this.#steps.length) return { status: 'failed', failure: unreachable(this.#steps.length - this.#reached) };
    return { status: this.#lost.size > 0 ? 'partial' : 'completed' };
  }
}

/** Only a definition that nobody validated comes here. */
function unreachable(steps: number): Failure {
  return {
    code: 'DependencyCycle',
    class: 'validation',
    message: `${steps} steps could not start: their dependencies wait for each other`,
  };
}

function dependentsOf(steps: readonly Step[], dependencies: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Step[]> {
  const dependents = new Map<string, Step[]>();
  for (const step of steps) {
    for (const need of dependencies.get(step.id) ?? []) {
      const known = dependents.get(need);
      if (known === undefined) dependents.set(need, [step]);
      else known.push(step);
    }
  }
  return dependents;
}
