import { z } from 'zod';
import type { JsonSchema } from '../definition/json.ts';
import type { StepNode } from '../definition/outline.ts';
import { declaredSchema, resolveRef } from '../schema-check/check-json.ts';
import { keyword } from '../schema-check/keywords.ts';
import type { TargetSpec } from '../target/target.ts';
import type { PlacedReference, Subject } from './subject.ts';

/** An index worked out at run time: an element like those beyond the declared ones. */
const SOME_INDEX = Number.MAX_SAFE_INTEGER;

/** The schema of what a root gives at a place; undefined where nothing is known of it. */
export type TypeOf = (root: string, place: PlacedReference['place']) => JsonSchema | undefined;

/** What is known of values before a run: the input's schema, and the results of known actions. */
export function typesOf({ definition, outline, stepsById, targets }: Omit<Subject, 'references' | 'typeOf'>): TypeOf {
  const input = schemaIn(definition['input']);
  const variables = new Set(outline.assignments.map(({ name }) => name));
  const results = new Map<StepNode, JsonSchema | undefined>();
  const resultOf = (node: StepNode) => {
    if (!results.has(node)) results.set(node, resultSchema(node, targets));
    return results.get(node);
  };
  return (root, place) => {
    if (root === 'result' && place.owner !== undefined && place.locals.includes(root)) return resultOf(place.owner);
    if (place.locals.includes(root) || variables.has(root)) return undefined;
    const step = stepsById.get(root);
    // A mapping gives the step another value than its action's.
    if (step !== undefined) return step.step['output'] === undefined ? resultOf(step) : undefined;
    if (input === undefined) return undefined;
    return root === 'input' ? input : declaredSchema(input, [root]);
  };
}

/** The name of the first property that a value of a schema can't have, with those it has. */
export function impossibleProperty(
  schema: JsonSchema,
  segments: readonly (string | number | null)[],
): { readonly name: string; readonly known: readonly string[] } | undefined {
  let at: unknown = schema;
  for (const segment of segments) {
    const object = resolveRef(at, schema);
    const properties = keyword(object, 'properties');
    if (
      typeof segment === 'string' &&
      isClosed(object) &&
      typeof properties === 'object' &&
      properties !== null &&
      !Object.hasOwn(properties, segment)
    ) {
      return { name: segment, known: Object.keys(properties) };
    }
    at = object === undefined ? undefined : declaredSchema(object as JsonSchema, [segment ?? SOME_INDEX]);
    if (at === undefined) return undefined;
  }
  return undefined;
}

function isClosed(schema: unknown): boolean {
  return (
    keyword(schema, 'type') === 'object' &&
    keyword(schema, 'additionalProperties') === false &&
    keyword(schema, 'patternProperties') === undefined
  );
}

function resultSchema({ step, kind }: StepNode, targets: ReadonlyMap<string, TargetSpec>): JsonSchema | undefined {
  const declared = schemaIn(step['outputSchema']);
  if (declared !== undefined || kind !== 'action') return declared;
  const { target, action } = step;
  const actions = typeof target === 'string' ? targets.get(target)?.actions : undefined;
  const result =
    actions !== undefined && typeof action === 'string' && Object.hasOwn(actions, action) ? actions[action]?.result : undefined;
  if (result === undefined) return undefined;
  try {
    return z.toJSONSchema(result, { io: 'output', unrepresentable: 'any' }) as JsonSchema;
  } catch {
    // A schema that JSON Schema can't say documents nothing here.
    return undefined;
  }
}

function schemaIn(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}
