import { z } from 'zod';
import type { JsonSchema } from '../../core/definition/json.ts';
import { outlineOf } from '../../core/definition/outline.ts';
import { knownNames } from '../../core/definition/names.ts';
import type { WorkflowDefinition } from '../../core/definition/workflow-definition.ts';
import { referencesOfExpression, referencesOfText } from '../../core/expression/static.ts';
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
  readonly #references = new Map<WorkflowDefinition, readonly StaticReference[]>();

  /** `targets`: those beside the built-in ones. */
  constructor(targets: readonly TargetSpec[] = []) {
    this.#targets = [...builtinTargets, ...targets];
  }

  /**
   * A result for a call: what the action's result schema describes, with the params of the same names. Of an action without
   * one: the params, and what the definition reads of the step, as texts.
   */
  answer(
    { target, action, params, stepId }: Pick<ActionCall, 'target' | 'action' | 'params' | 'stepId'>,
    definition: WorkflowDefinition,
  ): unknown {
    const schema = this.#resultSchema(target, action);
    const read = fieldsRead(this.#referencesOf(definition), stepId);
    const sample = schema === undefined ? null : sampleOf(schema);
    if (schema === undefined || sample === null) return { ...read, ...params };
    if (!isObject(sample)) return sample;
    const untyped = Object.entries(read).filter(([name]) => sample[name] === null);
    return { ...sample, ...Object.fromEntries(untyped), ...fitting(params, sample, schema) };
  }

  /** A result to start a mock from; an empty object where nothing is known of the action. */
  example(target: string, action: string): unknown {
    const schema = this.#resultSchema(target, action);
    return schema === undefined ? {} : sampleOf(schema);
  }

  #referencesOf(definition: WorkflowDefinition): readonly StaticReference[] {
    const known = this.#references.get(definition) ?? referencesIn(definition);
    this.#references.set(definition, known);
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

/** The fields of a step's value that the definition reads, each with its own path as its text. */
function fieldsRead(references: readonly StaticReference[], stepId: string): Fields {
  return references
    .filter(({ root, segments }) => root === stepId && segments.length > 0)
    .reduce<Fields>((fields, { segments }) => withText(fields, segments, `${stepId}.${segments.join('.')}`), {});
}

/** What is looked up in a list is not told from the reference: such a step needs a mock. */
function withText(fields: Fields, [name, ...rest]: StaticReference['segments'], text: string): Fields {
  if (typeof name !== 'string') return fields;
  const known = fields[name];
  if (rest.length === 0) return { ...fields, [name]: known ?? text };
  return { ...fields, [name]: withText(isObject(known) ? known : {}, rest, text) };
}

function referencesIn(definition: WorkflowDefinition): readonly StaticReference[] {
  const names = knownNames(definition);
  return outlineOf(definition).places.flatMap(({ kind, text }) =>
    kind === 'text' ? referencesOfText(text, names) : referencesOfExpression(text, names),
  );
}
