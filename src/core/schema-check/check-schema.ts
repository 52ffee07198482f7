import { pointerTo } from '../definition/pointer.ts';
import { isDeeper, resolveRef } from './check-json.ts';
import { isObject, keyword, SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS, type SchemaObject } from './keywords.ts';
import { compilePattern } from './pattern.ts';

/** Something in a JSON Schema that can't be meant so. */
export interface SchemaFault {
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
}

export const TYPE_NAMES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'] as const;
const TYPES: ReadonlySet<unknown> = new Set(TYPE_NAMES);

interface Rule {
  readonly expected: string;
  test(value: unknown): boolean;
}

const count: Rule = { expected: 'a whole number from 0', test: (value) => Number.isInteger(value) && Number(value) >= 0 };
const number: Rule = { expected: 'a number', test: (value) => typeof value === 'number' };
const text: Rule = { expected: 'text', test: (value) => typeof value === 'string' };
const names: Rule = {
  expected: 'a list of names',
  test: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
};
const flag: Rule = { expected: 'true or false', test: (value) => typeof value === 'boolean' };

const RULES: Readonly<Record<string, Rule>> = {
  type: {
    expected: `one of ${TYPE_NAMES.join(', ')}, or a list of these`,
    test: (value) => TYPES.has(value) || (Array.isArray(value) && value.length > 0 && value.every((each) => TYPES.has(each))),
  },
  enum: { expected: 'a list', test: (value) => Array.isArray(value) },
  required: names,
  minLength: count,
  maxLength: count,
  minItems: count,
  maxItems: count,
  minProperties: count,
  maxProperties: count,
  minContains: count,
  maxContains: count,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: { expected: 'a number above 0', test: (value) => typeof value === 'number' && value > 0 },
  uniqueItems: flag,
  format: text,
  title: text,
  description: text,
  $ref: text,
  pattern: {
    expected: 'a regular expression without look-around and back-references (RE2)',
    test: (value) => typeof value === 'string' && compilePattern(value) !== undefined,
  },
};

const DEEPEST = 100;

/** Every fault of a JSON Schema: keywords of the wrong type, patterns that are none, `$ref`s that lead nowhere or in a circle. */
export function schemaFaults(schema: unknown): readonly SchemaFault[] {
  if (isDeeper(schema, DEEPEST)) return [{ pointer: '', message: `the schema is nested deeper than ${DEEPEST} levels` }];
  return faultsIn(schema, '', schema);
}

function faultsIn(schema: unknown, pointer: string, root: unknown): readonly SchemaFault[] {
  if (typeof schema === 'boolean') return [];
  if (!isObject(schema)) return [{ pointer, message: 'a schema must be an object, true or false' }];
  return Object.entries(schema).flatMap(([name, value]) => [
    ...ruleFaults(name, value, pointer),
    ...(name === '$ref' ? refFaults(schema, pointer, root) : []),
    ...innerFaults({ name, value, at: pointerTo(pointer, name) }, root),
  ]);
}

function ruleFaults(name: string, value: unknown, pointer: string): readonly SchemaFault[] {
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (rule === undefined || rule.test(value)) return [];
  return [{ pointer: pointerTo(pointer, name), message: `${name} must be ${rule.expected}` }];
}

function innerFaults(
  { name, value, at }: { readonly name: string; readonly value: unknown; readonly at: string },
  root: unknown,
): readonly SchemaFault[] {
  if (SCHEMA_KEYWORDS.has(name)) return faultsIn(value, at, root);
  if (SCHEMA_LIST_KEYWORDS.has(name)) {
    if (!Array.isArray(value)) return [{ pointer: at, message: `${name} must be a list of schemas` }];
    return value.flatMap((each, i) => faultsIn(each, pointerTo(at, i), root));
  }
  if (!SCHEMA_MAP_KEYWORDS.has(name)) return [];
  if (!isObject(value)) return [{ pointer: at, message: `${name} must be a map of schemas` }];
  return Object.entries(value).flatMap(([key, each]) => [
    ...(name === 'patternProperties' && compilePattern(key) === undefined
      ? [{ pointer: pointerTo(at, key), message: `"${key}" is not a regular expression (RE2: no look-around, no back-references)` }]
      : []),
    ...faultsIn(each, pointerTo(at, key), root),
  ]);
}

function refFaults(schema: SchemaObject, pointer: string, root: unknown): readonly SchemaFault[] {
  const ref = keyword(schema, '$ref');
  if (typeof ref !== 'string') return [];
  const at = pointerTo(pointer, '$ref');
  if (!ref.startsWith('#'))
    return [
      { pointer: at, message: `$ref "${ref}" leads out of the document`, hint: 'copy the schema into $defs and refer to "#/$defs/…"' },
    ];
  // Anchors are looked up by name when the schema is applied.
  if (ref !== '#' && !ref.startsWith('#/')) return [];
  return resolveRef(schema, root) === undefined ? [{ pointer: at, message: `$ref "${ref}" leads nowhere, or in a circle` }] : [];
}
