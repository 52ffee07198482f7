import type { JsonSchema } from '../definition/json.ts';
import type { Binding, Environment } from '../expression/environment.ts';
import type { Evaluator } from '../expression/evaluator.ts';
import type { Journal } from './journal.ts';
import type { CallDefaults } from './turn-taking.ts';

/** What every frame of a run looks names up in. */
export interface RunNames {
  readonly defaults: CallDefaults;
  readonly journal: Journal;
  readonly stepIds: ReadonlySet<string>;
  /** Variables that some step sets. */
  readonly declaredVariables: ReadonlySet<string>;
  readonly variables: Map<string, unknown>;
  /** Variables that belong to one branch or parallel iteration, by its path; made when asked for. */
  localVariables(path: string): Map<string, unknown>;
  readonly input: Readonly<Record<string, unknown>>;
  readonly inputSchema?: JsonSchema;
  /** Every known name, for the hyphen rule. */
  readonly names: ReadonlySet<string>;
  readonly evaluator: Evaluator;
  /** One for other names. */
  evaluatorFor(names: ReadonlySet<string>): Evaluator;
  /** The record behind `$run`. */
  runRecord(): Readonly<Record<string, unknown>>;
}

type Values = Readonly<Record<string, unknown>>;

/** What a frame adds to its parent. */
interface Inside {
  readonly parent: Frame;
  readonly body: string;
  readonly locals?: Values;
  /** Own variables: what is set here is not seen outside. */
  readonly variables?: Map<string, unknown>;
  /** Steps that the definition does not have: generated ones. */
  readonly stepIds?: ReadonlySet<string>;
  readonly evaluator?: Evaluator;
  readonly known?: ReadonlySet<string>;
  readonly path?: string;
}

/**
 * The names a step sees: those of its body (an iteration, a state visit) and of the bodies around it.
 * Look-up: locals (loop and catch variables, `$result`), step ids and set variables, input.
 */
export class Frame implements Environment {
  readonly #run: RunNames;
  readonly #parent: Frame | undefined;
  readonly #locals: ReadonlyMap<string, unknown>;
  readonly #variables: Map<string, unknown> | undefined;
  readonly #stepIds: ReadonlySet<string> | undefined;
  readonly #evaluator: Evaluator;
  /** Path of the body this frame stands for; empty for the run itself. */
  readonly body: string;
  /** Path of the step that looks, where somebody observes; empty for the run itself. */
  readonly path: string;
  /** Every name that can be the root of a reference here, for the hyphen rule. */
  readonly known: ReadonlySet<string>;

  constructor(run: RunNames, inside?: Inside) {
    this.#run = run;
    this.known = inside?.known ?? inside?.parent.known ?? run.names;
    this.body = inside?.body ?? '';
    this.path = inside?.path ?? inside?.parent.path ?? '';
    this.#parent = inside?.parent;
    this.#locals = new Map(Object.entries(inside?.locals ?? {}));
    this.#variables = inside?.variables;
    this.#stepIds = inside?.stepIds;
    this.#evaluator = inside?.evaluator ?? (inside === undefined ? run.evaluator : inside.parent.#evaluator);
  }

  /** The same body with more names: `$result`, `$error`, a catch variable. */
  with(locals: Values): Frame {
    return new Frame(this.#run, { parent: this, body: this.body, locals });
  }

  /** The same names, looked at by a step. */
  of(path: string): Frame {
    return new Frame(this.#run, { parent: this, body: this.body, path });
  }

  /** A body inside this one, with the variables of its loop. */
  inside(body: string, locals: Values = {}): Frame {
    return new Frame(this.#run, { parent: this, body, locals });
  }

  /** The same body, with variables of its own: a branch. */
  apart(path: string): Frame {
    return new Frame(this.#run, { parent: this, body: this.body, variables: this.#run.localVariables(path) });
  }

  /** A body whose steps the definition does not have. */
  generated(body: string, stepIds: readonly string[]): Frame {
    const known = new Set([...this.known, ...stepIds]);
    return new Frame(this.#run, { parent: this, body, stepIds: new Set(stepIds), evaluator: this.#run.evaluatorFor(known), known });
  }

  /** What the definition says for calls that say nothing themselves. */
  get defaults(): CallDefaults {
    return this.#run.defaults;
  }

  /** A value with its references and expressions replaced. */
  resolve(value: unknown): unknown {
    return this.#evaluator.resolve(value, this);
  }

  /** An expression that must be true or false; null counts as false. */
  condition(source: string | boolean): boolean {
    return this.#evaluator.condition(source, this);
  }

  /** Sets variables where they belong: in the nearest branch, else in the run. */
  assign(values: Values): void {
    const variables = this.#nearestVariables();
    for (const [name, value] of Object.entries(values)) variables.set(name, value);
  }

  /** The variables that `assign` writes to. */
  ownVariables(): ReadonlyMap<string, unknown> {
    return this.#nearestVariables();
  }

  lookup(root: string): Binding | undefined {
    return this.#local(root) ?? this.#step(root) ?? this.#variable(root) ?? this.#fixed(root) ?? this.#input(root);
  }

  /** Ids of all steps that can be named here, generated ones too. */
  stepIds(): readonly string[] {
    return [...this.#run.stepIds, ...this.#generatedIds()];
  }

  /** Whether a name stands for a key of the input here. */
  isInput(root: string): boolean {
    return (this.#local(root) ?? this.#step(root) ?? this.#variable(root)) === undefined && this.#input(root) !== undefined;
  }

  names(): readonly string[] {
    const { stepIds, variables, input, inputSchema } = this.#run;
    return [
      ...new Set([
        ...stepIds,
        ...this.#generatedIds(),
        ...variables.keys(),
        ...Object.keys(input),
        ...Object.keys(propertiesOf(inputSchema)),
        'input',
        'run',
      ]),
    ];
  }

  #nearestVariables(): Map<string, unknown> {
    if (this.#variables !== undefined) return this.#variables;
    return this.#parent === undefined ? this.#run.variables : this.#parent.#nearestVariables();
  }

  #generatedIds(): readonly string[] {
    return [...(this.#stepIds ?? []), ...(this.#parent === undefined ? [] : this.#parent.#generatedIds())];
  }

  #local(root: string): Binding | undefined {
    if (this.#locals.has(root)) return { value: this.#locals.get(root) };
    return this.#parent === undefined ? undefined : this.#parent.#local(root);
  }

  #step(root: string): Binding | undefined {
    if (!this.#knows(root)) return undefined;
    return { value: this.#stepData(root) };
  }

  #knows(stepId: string): boolean {
    if (this.#run.stepIds.has(stepId) || this.#stepIds?.has(stepId) === true) return true;
    return this.#parent !== undefined && this.#parent.#knows(stepId);
  }

  /** Of the innermost body that has an execution of the step. */
  #stepData(stepId: string): unknown {
    const entry = this.#run.journal.newest(this.body, stepId);
    if (entry !== undefined) return entry.data;
    return this.#parent === undefined ? undefined : this.#parent.#stepData(stepId);
  }

  #variable(root: string): Binding | undefined {
    if (this.#variables?.has(root) === true) return { value: this.#variables.get(root) };
    if (this.#parent !== undefined) return this.#parent.#variable(root);
    return this.#run.variables.has(root) ? { value: this.#run.variables.get(root) } : undefined;
  }

  #fixed(root: string): Binding | undefined {
    if (root === 'run') return { value: this.#run.runRecord() };
    if (root !== 'input') return undefined;
    return withSchema(this.#run.input, this.#run.inputSchema);
  }

  #input(root: string): Binding | undefined {
    const { input, inputSchema, declaredVariables } = this.#run;
    const schema = propertiesOf(inputSchema)[root];
    if (Object.hasOwn(input, root)) return withSchema(input[root], schema);
    return schema !== undefined || declaredVariables.has(root) ? { value: undefined } : undefined;
  }
}

function withSchema(value: unknown, schema: JsonSchema | undefined): Binding {
  return schema === undefined ? { value } : { value, schema };
}

function propertiesOf(schema: JsonSchema | undefined): Readonly<Record<string, JsonSchema>> {
  const properties = typeof schema === 'object' ? schema['properties'] : undefined;
  return typeof properties === 'object' && properties !== null ? (properties as Record<string, JsonSchema>) : {};
}
