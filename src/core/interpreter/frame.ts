import type { JsonSchema } from '../definition/json.ts';
import type { Binding, Environment } from '../expression/environment.ts';
import type { Journal } from './journal.ts';

/** What every frame of a run looks names up in. */
export interface RunNames {
  readonly journal: Journal;
  readonly stepIds: ReadonlySet<string>;
  /** Variables that some step sets. */
  readonly declaredVariables: ReadonlySet<string>;
  readonly variables: ReadonlyMap<string, unknown>;
  readonly input: Readonly<Record<string, unknown>>;
  readonly inputSchema?: JsonSchema;
  /** The record behind `$run`. */
  runRecord(): Readonly<Record<string, unknown>>;
}

/**
 * The names a step sees: those of its body (an iteration, a state visit) and of the bodies around it.
 * Look-up: locals (loop and catch variables, `$result`), step ids and set variables, input.
 */
export class Frame implements Environment {
  readonly #run: RunNames;
  readonly #parent: Frame | undefined;
  readonly #locals: ReadonlyMap<string, unknown>;
  /** Path of the body this frame stands for; empty for the run itself. */
  readonly body: string;

  constructor(
    run: RunNames,
    inside?: { readonly parent: Frame; readonly body: string; readonly locals: Readonly<Record<string, unknown>> },
  ) {
    this.#run = run;
    this.body = inside?.body ?? '';
    this.#parent = inside?.parent;
    this.#locals = new Map(Object.entries(inside?.locals ?? {}));
  }

  /** The same body with more names: `$result`, `$error`, a catch variable. */
  with(locals: Readonly<Record<string, unknown>>): Frame {
    return new Frame(this.#run, { parent: this, body: this.body, locals });
  }

  lookup(root: string): Binding | undefined {
    return this.#local(root) ?? this.#step(root) ?? this.#variable(root) ?? this.#fixed(root) ?? this.#input(root);
  }

  names(): readonly string[] {
    const { stepIds, variables, input, inputSchema } = this.#run;
    return [
      ...new Set([...stepIds, ...variables.keys(), ...Object.keys(input), ...Object.keys(propertiesOf(inputSchema)), 'input', 'run']),
    ];
  }

  #local(root: string): Binding | undefined {
    if (this.#locals.has(root)) return { value: this.#locals.get(root) };
    return this.#parent === undefined ? undefined : this.#parent.#local(root);
  }

  #step(root: string): Binding | undefined {
    if (!this.#run.stepIds.has(root)) return undefined;
    const entry = this.#run.journal.newest(this.body, root);
    if (entry !== undefined) return { value: entry.data };
    return this.#parent === undefined ? { value: undefined } : this.#parent.#step(root);
  }

  #variable(root: string): Binding | undefined {
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
