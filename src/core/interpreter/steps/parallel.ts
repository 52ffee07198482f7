import type { ParallelStep } from '../../definition/steps/parallel.ts';
import type { Step } from '../../definition/step.ts';
import type { Failure } from '../../errors/failure.ts';
import { StepwrightError } from '../../errors/stepwright-error.ts';
import { runList } from '../list.ts';
import { below, completed, cursorOf, type StepPlace, type StepValue } from '../run-context.ts';
import { spawn } from '../spawn.ts';
import { undoesFailure } from '../step.ts';

type Place = StepPlace<ParallelStep>;

/** Branches that have ended, in that order: a fresh history could not tell it. */
interface Cursor {
  readonly order: readonly string[];
}

export function runParallel(at: Place): Promise<StepValue> {
  return new Branches(at).run();
}

class Branches {
  readonly #at: Place;
  readonly #names: readonly string[];
  readonly #order: string[];
  readonly #ends = new Map<string, StepValue>();
  /** How many must complete; `race` takes the first to end. */
  readonly #needed: number;
  readonly #race: boolean;
  /** A `return` in one of the branches ended the run; one elsewhere cancels them all. */
  #holdsReturn = false;
  #decided: 'completed' | 'failed' | undefined;

  constructor(at: Place) {
    const { step } = at;
    const slots = step.maxConcurrency === undefined ? at.slots : [at.run.limit(step.maxConcurrency), ...at.slots];
    // A scope of its own: what is decided cancels what runs in it, nothing else.
    this.#at = { ...at, scope: at.scope.child(), slots };
    this.#names = Object.keys(step.branches);
    this.#order = [...cursorOf<Cursor>(at, () => ({ order: [] })).order];
    this.#race = step.join === 'race';
    this.#needed = neededOf(step, this.#names.length);
  }

  async run(): Promise<StepValue> {
    const { scope, run, step } = this.#at;
    const running: Promise<void>[] = [];
    // In a fresh history those that had ended end at once, and again in their order.
    for (const name of [...this.#order, ...this.#names.filter((each) => !this.#order.includes(each))]) {
      running.push(this.#branch(name, step.branches[name] ?? []));
    }
    await Promise.all(running);
    const outside = scope.reason === 'cancelled' || scope.reason === 'timeout';
    scope.end();
    if (outside) return { status: 'cancelled' };
    if (this.#holdsReturn && this.#decided === undefined) return completed(null);
    for (const name of this.#names) run.forgetVariables(this.#path(name));
    if (this.#decided === 'failed') return { status: 'failed', failure: this.#failure() };
    if (this.#decided === undefined) return scope.cancelled ? { status: 'cancelled' } : completed(this.#aggregate());
    if (undoesFailure(step)) await run.undoInside(this.#lost().map((name) => this.#path(name)));
    return completed(this.#aggregate());
  }

  #path(name: string): string {
    return `${this.#at.path}.${name}`;
  }

  async #branch(name: string, steps: readonly Step[]): Promise<void> {
    const path = this.#path(name);
    const value = await spawn(() => runList(below(this.#at, { frame: this.#at.frame.apart(path), prefix: path }), steps));
    this.#ends.set(name, value);
    if (value.status === 'completed' && this.#at.run.returnedFrom(this.#at.scope)) this.#holdsReturn = true;
    if (value.status === 'cancelled' || this.#at.run.returnedFrom(this.#at.scope)) return;
    if (!this.#order.includes(name)) this.#order.push(name);
    this.#at.run.keep(this.#at.path, { order: [...this.#order] } satisfies Cursor);
    this.#judge(value);
  }

  #judge(value: StepValue): void {
    if (this.#decided !== undefined) return;
    const ends = [...this.#ends.values()];
    const completions = ends.filter(({ status }) => status === 'completed').length;
    const failures = ends.filter(({ status }) => status === 'failed').length;
    if (this.#race) this.#decide(value.status === 'completed' ? 'completed' : 'failed');
    else if (completions >= this.#needed) this.#decide('completed');
    else if (failures > this.#names.length - this.#needed) this.#decide('failed');
  }

  #decide(how: 'completed' | 'failed'): void {
    this.#decided = how;
    this.#at.run.handOver.decided(this.#at.path);
    this.#at.scope.cancel('superseded');
  }

  /** Of the branch that failed first. */
  #failure(): Failure {
    for (const name of this.#order) {
      const end = this.#ends.get(name);
      if (end?.status === 'failed') return end.failure;
    }
    return { code: 'Failed', class: 'unknown', message: 'no branch completed' };
  }

  #lost(): readonly string[] {
    return this.#names.filter((name) => this.#ends.get(name)?.status !== 'completed');
  }

  #valueOf(name: string): unknown {
    const end = this.#ends.get(name);
    return end?.status === 'completed' ? (end.value ?? null) : null;
  }

  #aggregate(): unknown {
    const { step, frame } = this.#at;
    const { aggregate = this.#race || step.join === 'any' ? 'first' : 'collect' } = step;
    if (aggregate === 'first') return this.#first();
    const collected = Object.fromEntries(this.#names.map((name) => [name, this.#valueOf(name)]));
    if (aggregate === 'collect') return collected;
    return aggregate === 'merge' ? merged(step, collected) : frame.with({ result: collected }).resolve(aggregate);
  }

  #first(): unknown {
    const branch = this.#order.find((name) => this.#ends.get(name)?.status === 'completed');
    return branch === undefined ? null : { branch, value: this.#valueOf(branch) };
  }
}

function neededOf({ join = 'all' }: ParallelStep, branches: number): number {
  if (join === 'any') return 1;
  return typeof join === 'object' ? join.atLeast : branches;
}

/** Objects in branch order; a branch without a value adds nothing. */
function merged({ id }: ParallelStep, collected: Readonly<Record<string, unknown>>): unknown {
  const entries = Object.entries(collected).flatMap(([name, value]) => {
    if (value === null) return [];
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw new StepwrightError('InvalidValue', `"${id}" can't merge branch "${name}": its value is no object`, {
        class: 'validation',
        hint: 'use aggregate: collect, or give the branch an object as its value',
      });
    }
    return Object.entries(value);
  });
  return Object.fromEntries(entries);
}
