import * as z from 'zod';
import type { JsonSchema } from '../../core/definition/json.ts';
import { outlineOf, type Place } from '../../core/definition/outline.ts';
import { knownNames } from '../../core/definition/names.ts';
import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import { checkExpression, checkText, referencesOfExpression, referencesOfText } from '../../core/expression/static.ts';
import type { StaticReference } from '../../core/expression/static-reference.ts';
import type { ActionCall } from '../../core/interpreter/runtime.ts';
import { checkJson } from '../../core/schema-check/check-json.ts';
import { isObject } from '../../core/schema-check/keywords.ts';
import { builtinTargets } from '../../core/target/builtin/index.ts';
import type { ActionSpec, TargetSpec } from '../../core/target/target.ts';
import { sampleOf } from './sample.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Results for actions that nobody has mocked. */
export class StandIns {
  readonly #targets: readonly TargetSpec[];
  readonly #readings = new Map<WorkflowDefinition, Reading>();

  /** `targets`: those beside the built-in ones. */
  constructor(targets: readonly TargetSpec[] = []) {
    this.#targets = [...builtinTargets, ...targets];
  }

  /**
   * A result for a call: what the action's result schema describes, with the params of the same names. Of an action without
   * one: the params, and what the definition reads of the step.
   */
  answer(
    { target, action, params, stepId }: Pick<ActionCall, 'target' | 'action' | 'params' | 'stepId'>,
    definition: WorkflowDefinition,
  ): unknown {
    const schema = this.#resultSchema(target, action);
    const read = fieldsRead(this.#readingOf(definition), stepId);
    const sample = schema === undefined ? null : sampleOf(schema);
    if (schema === undefined || sample === null || (isObject(sample) && Object.keys(sample).length === 0)) return { ...read, ...params };
    if (!isObject(sample)) return sample;
    const untyped = Object.entries(read).filter(([name]) => sample[name] === null);
    return { ...sample, ...Object.fromEntries(untyped), ...fitting(params, sample, schema) };
  }

  /** A result to start a mock from; an empty object where nothing is known of the action. */
  example(target: string, action: string): unknown {
    const schema = this.#resultSchema(target, action);
    return schema === undefined ? {} : sampleOf(schema);
  }

  #readingOf(definition: WorkflowDefinition): Reading {
    const known = this.#readings.get(definition) ?? readingOf(definition);
    this.#readings.set(definition, known);
    return known;
  }

  #resultSchema(target: string, action: string): JsonSchema | undefined {
    const spec = this.#targets.findLast(({ name, actions }) => name === target && Object.hasOwn(actions, action));
    const result: ActionSpec['result'] = spec?.actions[action]?.result;
    return result === undefined ? undefined : (z.toJSONSchema(result, { io: 'output', unrepresentable: 'any' }) as JsonSchema);
  }
}

/** The params that a result may have under the same names. */
function fitting(params: Fields, sample: Fields, schema: JsonSchema): Fields {
  const same = Object.entries(params).filter(([name]) => Object.hasOwn(sample, name));
  return Object.fromEntries(same.filter(([name, value]) => checkJson({ ...sample, [name]: value }, schema).length === 0));
}

/** The fields of a step's value that the definition reads, each with a value that fits where it is read. */
function fieldsRead({ places, names }: Reading, stepId: string): Fields {
  const of = places.filter(({ references }) => references.some(({ root }) => root === stepId));
  return of
    .flatMap(({ references }) => references.filter(({ root, segments }) => root === stepId && segments.length > 0))
    .reduce<Fields>((fields, { segments }) => withValue(fields, segments, () => plausible(stepId, segments, { places: of, names })), {});
}

/** What is looked up in a list is not told from the reference: such a step needs a mock. */
function withValue(fields: Fields, [name, ...rest]: StaticReference['segments'], value: () => unknown): Fields {
  if (typeof name !== 'string') return fields;
  const known = fields[name];
  if (rest.length === 0) return { ...fields, [name]: known ?? value() };
  return { ...fields, [name]: withValue(isObject(known) ? known : {}, rest, value) };
}

/** The first of text, number, truth and list that no expression objects to; a text is the reference itself. */
function plausible(stepId: string, segments: StaticReference['segments'], { places, names }: Reading): unknown {
  const path = segments.join('.');
  const values: readonly unknown[] = [`${stepId}.${path}`, 1, true, []];
  const fits = (value: unknown) => {
    const type = Array.isArray(value) ? 'array' : typeof value;
    const schema = segments.reduceRight<JsonSchema>((inner, name) => ({ type: 'object', properties: { [String(name)]: inner } }), { type });
    const typeOf = (root: string) => (root === stepId ? schema : undefined);
    return places.every(({ kind, text }) => {
      // Alone a name may be null, which is a condition as well.
      const issues = kind === 'text' ? checkText(text, names, typeOf) : checkExpression(`(${unwrapped(text)}) && true`, names, typeOf);
      return issues.length === 0;
    });
  };
  return values.find(fits) ?? values[0];
}

/** An expression without the wrapper that it may have. */
function unwrapped(expression: string): string {
  return /^\s*\$\{(.*)\}\s*$/s.exec(expression)?.[1] ?? expression;
}

interface Reading {
  readonly names: ReadonlySet<string>;
  readonly places: readonly (Pick<Place, 'kind' | 'text'> & { readonly references: readonly StaticReference[] })[];
}

/** Everything in a definition that refers to something. */
function readingOf(definition: WorkflowDefinition): Reading {
  const names = knownNames(definition);
  const places = outlineOf(definition).places.map(({ kind, text }) => ({
    kind,
    text,
    references: kind === 'text' ? referencesOfText(text, names) : referencesOfExpression(text, names),
  }));
  return { names, places: places.filter(({ references }) => references.length > 0) };
}
