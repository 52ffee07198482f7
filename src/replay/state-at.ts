import { FIXED_NAMES, knownNames } from '../core/definition/names.ts';
import { outlineOf } from '../core/definition/outline.ts';
import type { Binding, Environment } from '../core/expression/environment.ts';
import { Evaluator } from '../core/expression/evaluator.ts';
import { Journal, type JournalEntry } from '../core/interpreter/journal.ts';
import type { Moment } from './moments.ts';
import type { PastRun } from './past-run.ts';

/** Every step reached by a moment, as it was then, in order of first appearance. */
export function stepsAt({ moments }: PastRun, moment: Moment): readonly JournalEntry[] {
  const byPath = new Map<string, JournalEntry>();
  for (const { step } of moments.slice(0, moment.n)) if (step !== undefined) byPath.set(step.path, step);
  return [...byPath.values()];
}

/**
 * What an expression would have given at a moment.
 * @throws StepwrightError as expressions do
 */
export function evaluateAt(past: PastRun, moment: Moment, expression: string): unknown {
  const names = new PastNames(past, moment);
  return new Evaluator(names.known).evaluate(expression, names);
}

/** The names as a step saw them at a moment. */
class PastNames implements Environment {
  /** Every name there is, for the hyphen rule. */
  readonly known: ReadonlySet<string>;
  readonly #past: PastRun;
  readonly #moment: Moment;
  readonly #journal: Journal;
  readonly #stepIds: ReadonlySet<string>;
  /** Bodies round the step, the innermost first; the last is the run itself. */
  readonly #bodies: readonly string[];

  constructor(past: PastRun, moment: Moment) {
    const { definition, input, moments } = past;
    const reached = stepsAt(past, moment);
    this.#past = past;
    this.#moment = moment;
    this.#journal = new Journal(reached);
    // Generated steps are in no definition.
    this.#stepIds = new Set([
      ...outlineOf(definition).steps.flatMap(({ id }) => id ?? []),
      ...moments.flatMap(({ stepId }) => stepId ?? []),
    ]);
    this.#bodies = [...new Set(reached.map(({ body }) => body)), '']
      .filter((body) => isIn(moment.step?.body ?? '', body))
      .sort((a, b) => b.length - a.length);
    this.known = new Set([...knownNames(definition, input), ...this.#stepIds, ...Object.keys(moment.variables)]);
  }

  lookup(root: string): Binding | undefined {
    const { variables } = this.#moment;
    if (Object.hasOwn(variables, root)) return { value: variables[root] };
    if (this.#stepIds.has(root)) return { value: this.#stepData(root) };
    return this.#fixed(root) ?? this.#input(root);
  }

  names(): readonly string[] {
    return [...this.known].filter((name) => this.lookup(name) !== undefined);
  }

  /** Of the innermost body that has an execution of the step. */
  #stepData(stepId: string): unknown {
    return this.#bodies.map((body) => this.#journal.newest(body, stepId)).find((entry) => entry !== undefined)?.data;
  }

  #fixed(root: string): Binding | undefined {
    const { runId, input, definition } = this.#past;
    if (root === 'input') return { value: input, ...(definition.input === undefined ? {} : { schema: definition.input }) };
    if (root !== 'run') return undefined;
    const record = { id: runId, definition: definition.id, version: definition.version ?? null };
    return { value: { ...record, now: new Date(this.#moment.at).toISOString() } };
  }

  /** What has no value yet is null, as everywhere. */
  #input(root: string): Binding | undefined {
    const { input } = this.#past;
    if (Object.hasOwn(input, root)) return { value: input[root] };
    return this.known.has(root) && !FIXED.has(root) ? { value: undefined } : undefined;
  }
}

const FIXED: ReadonlySet<string> = new Set(FIXED_NAMES);

function isIn(inner: string, body: string): boolean {
  return body === '' || inner === body || inner.startsWith(`${body}.`);
}
