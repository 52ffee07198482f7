import type { Duration } from '../definition/json.ts';
import { kindOf, type Step, type StepsByKind } from '../definition/step.ts';
import { parseDuration } from '../run/duration.ts';
import { median } from './median.ts';

export interface KnownTimes {
  /** Milliseconds by step id; of a block, of the whole block. */
  readonly durations?: Readonly<Record<string, number>>;
  /** Iterations by the id of the loop. @default 1, and of a list that is written down its length */
  readonly iterations?: Readonly<Record<string, number>>;
}

/** How long something takes, in milliseconds. */
export interface Estimate {
  readonly ms: number;
  /** What its calls take one after the other: what `maxConcurrency` can't hide. */
  readonly calls: number;
}

const NOTHING: Estimate = { ms: 0, calls: 0 };
/** A call of which nothing is known, when nothing is known of any. */
const ANY_CALL = 1000;

const LOOPS_AS = 'loops whose iterations nobody knows are taken as one iteration';
const LONGEST_LIST = 'of if and switch the list that takes longest counts';
const NO_FAILURE = 'nothing fails: no block is tried again, no catch runs';
const NO_WAITING = 'events and approvals are taken as being there at once';

/** Estimates steps from what is known of some; what it had to assume is in `assumptions`. */
export class Estimator {
  readonly #known: KnownTimes;
  readonly #typical: number | undefined;
  readonly #assumed = new Set<string>();
  readonly #unknown = new Set<string>();

  constructor(known: KnownTimes, callIds: readonly string[]) {
    this.#known = known;
    const { durations = {} } = known;
    this.#typical = median(callIds.flatMap((id) => (Object.hasOwn(durations, id) ? [durations[id] ?? 0] : [])));
  }

  get assumptions(): readonly string[] {
    if (this.#unknown.size === 0) return [...this.#assumed];
    if (this.#typical === undefined) return ['no durations are known: every call counts the same, one second', ...this.#assumed];
    const calls = `calls of unknown duration take as long as the others (median ${this.#typical} ms): ${[...this.#unknown].join(', ')}`;
    return [calls, ...this.#assumed];
  }

  /** Steps one after the other. */
  list(steps: readonly Step[] = []): Estimate {
    return steps.map((step) => this.step(step)).reduce(sum, NOTHING);
  }

  step(step: Step): Estimate {
    const { durations = {} } = this.#known;
    const known = Object.hasOwn(durations, step.id) ? durations[step.id] : undefined;
    const kind = kindOf(step);
    if (known !== undefined) return { ms: known, calls: kind === 'wait' || kind === 'event' || kind === 'approval' ? 0 : known };
    return this.#kind(step);
  }

  #kind(step: Step): Estimate {
    switch (step.type) {
      case undefined:
      case 'action':
      case 'transform':
      case 'generate':
      case 'emit':
        return this.#call(step.id);
      case 'workflow':
        return this.#child(step);
      case 'wait':
        return { ms: milliseconds(step.for), calls: 0 };
      case 'event':
      case 'approval':
        this.#assumed.add(NO_WAITING);
        return NOTHING;
      case 'if':
        this.#assumed.add(LONGEST_LIST);
        return longest([this.list(step.then), this.list(step.else)]);
      case 'switch':
        this.#assumed.add(LONGEST_LIST);
        return longest([...step.cases.map(({ steps }) => this.list(steps)), this.list(step.default)]);
      case 'parallel':
        return this.#parallel(step);
      case 'forEach':
        return this.#forEach(step);
      case 'while':
      case 'until': {
        const iterations = this.#iterations(step.id, undefined);
        const pauses = milliseconds(step.delay) * Math.max(0, iterations - 1);
        return sum(times(this.list(step.steps), iterations), { ms: pauses, calls: 0 });
      }
      case 'try':
        this.#assumed.add(NO_FAILURE);
        return sum(this.list(step.steps), this.list(step.finally));
      // Worked out on the spot: set, validate, checkpoint, fail, return.
      default:
        return NOTHING;
    }
  }

  #call(id: string): Estimate {
    this.#unknown.add(id);
    const ms = this.#typical ?? ANY_CALL;
    return { ms, calls: ms };
  }

  /** A child is a run of its own: of its calls none takes a slot of this one, but the child itself does. */
  #child({ id, workflow, wait }: StepsByKind['workflow']): Estimate {
    if (wait === false) return NOTHING;
    if (typeof workflow === 'string') return this.#call(id);
    const { ms } = sum(this.list(workflow.steps), this.list(workflow.finally));
    return { ms, calls: ms };
  }

  #parallel({ branches, join = 'all' }: StepsByKind['parallel']): Estimate {
    const all = Object.values(branches).map((steps) => this.list(steps));
    const byEnd = all.map(({ ms }) => ms).sort((a, b) => a - b);
    const awaited = join === 'all' ? byEnd.length : typeof join === 'object' ? join.atLeast : 1;
    return { ms: byEnd[Math.min(awaited, byEnd.length) - 1] ?? 0, calls: all.reduce((most, { calls }) => most + calls, 0) };
  }

  #forEach({ id, items, steps, parallel, maxConcurrency, batchSize = 1 }: StepsByKind['forEach']): Estimate {
    const count = this.#iterations(id, Array.isArray(items) ? items.length : undefined);
    const iterations = Math.ceil(count / batchSize);
    const one = this.list(steps);
    if (parallel !== true) return times(one, iterations);
    const atOnce = Math.min(maxConcurrency ?? iterations, iterations);
    return { ms: atOnce === 0 ? 0 : one.ms * Math.ceil(iterations / atOnce), calls: one.calls * iterations };
  }

  #iterations(id: string, written: number | undefined): number {
    const { iterations = {} } = this.#known;
    const known = Object.hasOwn(iterations, id) ? iterations[id] : undefined;
    if (known === undefined && written === undefined) this.#assumed.add(LOOPS_AS);
    return known ?? written ?? 1;
  }
}

function sum(a: Estimate, b: Estimate): Estimate {
  return { ms: a.ms + b.ms, calls: a.calls + b.calls };
}

function times({ ms, calls }: Estimate, count: number): Estimate {
  return { ms: ms * count, calls: calls * count };
}

function longest(lists: readonly Estimate[]): Estimate {
  return lists.reduce((most, each) => (each.ms > most.ms ? each : most), NOTHING);
}

/** What is worked out at run time is not known. */
function milliseconds(duration: Duration | undefined): number {
  return parseDuration(duration) ?? 0;
}
