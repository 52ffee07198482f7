import type { JsonSchema } from '../../core/definition/json.ts';
import { resolveRef } from '../../core/schema-check/check-json.ts';
import { isObject, type SchemaObject } from '../../core/schema-check/keywords.ts';

/** Nesting after which a schema is taken to hold itself. */
const DEEPEST = 8;

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2025-01-01T00:00:00Z',
  date: '2025-01-01',
  time: '00:00:00Z',
  duration: 'PT1H',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  'uri-reference': '/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** A plain value that a JSON Schema describes: defaults and first choices, names as texts. What the schema asks beyond types may be missed. */
export function sampleOf(schema: JsonSchema, name = 'text'): unknown {
  return sample(schema, { root: schema, name, depth: 0 });
}

interface Context {
  readonly root: JsonSchema;
  /** Of the property; a text is called so. */
  readonly name: string;
  readonly depth: number;
}

function sample(schema: unknown, context: Context): unknown {
  const at = resolveRef(schema, context.root);
  if (!isObject(at) || context.depth > DEEPEST) return null;
  for (const key of ['const', 'default']) if (Object.hasOwn(at, key)) return at[key];
  for (const key of ['examples', 'enum']) {
    const choices = at[key];
    if (Array.isArray(choices) && choices.length > 0) return choices[0];
  }
  for (const key of ['anyOf', 'oneOf']) {
    const choices = at[key];
    if (Array.isArray(choices) && choices.length > 0) return sample(choices[0], { ...context, depth: context.depth + 1 });
  }
  return ofType(at, context);
}

function ofType(schema: SchemaObject, context: Context): unknown {
  const type: unknown = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  switch (type ?? (schema['properties'] === undefined ? undefined : 'object')) {
    case 'string':
      return textOf(schema, context.name);
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return true;
    case 'array':
      return Array.from({ length: Number(schema['minItems'] ?? 0) }, () =>
        sample(schema['items'], { ...context, depth: context.depth + 1 }),
      );
    case 'object':
      return objectOf(schema, context);
    default:
      return null;
  }
}

function textOf({ format, minLength, maxLength }: SchemaObject, name: string): string {
  const known = typeof format === 'string' ? FORMATS[format] : undefined;
  return (known ?? name).padEnd(Number(minLength ?? 0), '.').slice(0, known === undefined ? Number(maxLength ?? Infinity) : undefined);
}

function numberOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf }: SchemaObject): number {
  const least = typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : Number(minimum ?? 1);
  const step = Number(multipleOf ?? 0);
  const fitting = step > 0 ? Math.ceil(least / step) * step : least;
  if (typeof maximum === 'number') return Math.min(fitting, maximum);
  return typeof exclusiveMaximum === 'number' && fitting >= exclusiveMaximum ? exclusiveMaximum - 1 : fitting;
}

function objectOf({ properties }: SchemaObject, context: Context): unknown {
  const entries = isObject(properties) ? Object.entries(properties) : [];
  return Object.fromEntries(entries.map(([name, inner]) => [name, sample(inner, { ...context, name, depth: context.depth + 1 })]));
}
