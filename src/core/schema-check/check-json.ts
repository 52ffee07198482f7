import { validate, type OutputUnit } from '@cfworker/json-schema';
import type { JsonSchema } from '../definition/json.ts';
import { isObject, keyword } from './keywords.ts';
import { asksForUniqueItems, linearSchema } from './linear-schema.ts';

/** One way in which data does not fit its schema. */
export interface Violation {
  /** JSON Pointer into the data; empty for the whole. */
  readonly pointer: string;
  /** What is wrong there, to be read after the pointer. */
  readonly message: string;
  /** The keyword of the schema that says so; `limit` when checking would take too long. */
  readonly keyword: string;
}

/** Applications of a schema to a value, and comparisons of items, in one check. */
const MOST_APPLICATIONS = 1_000_000;
const MOST_COMPARISONS = 20_000_000;
/** Nesting of data and of schemas. */
const DEEPEST = 500;
const MOST_REPORTED = 100;

/** Keywords that only say that something inside them failed; the inside is reported. */
const WRAPPERS: ReadonlySet<string> = new Set([
  '$ref',
  'allOf',
  'if',
  'then',
  'else',
  'properties',
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
  'items',
  'prefixItems',
  'additionalItems',
  'unevaluatedItems',
  'dependentSchemas',
  'propertyNames',
]);

/** Checks data against a JSON Schema (2020-12). Linear-time patterns, bounded work, never throws; empty when the data fits. */
export function checkJson(data: unknown, schema: JsonSchema): readonly Violation[] {
  if (schema === true) return [];
  if (isDeeper(data, DEEPEST)) return [limit(`nested deeper than ${DEEPEST} levels`)];
  if (isDeeper(schema, DEEPEST)) return [limit(`can't be checked: the schema is nested deeper than ${DEEPEST} levels`)];
  if (asksForUniqueItems(schema) && comparisonsIn(data) > MOST_COMPARISONS)
    return [limit('has lists too long to be checked for unique items')];
  let applications = 0;
  const tick = () => {
    applications += 1;
    if (applications > MOST_APPLICATIONS) throw new RangeError('too many applications');
  };
  try {
    const { errors } = validate(data, linearSchema(schema, data, tick), '2020-12', undefined, false);
    return leaves(errors, schema).slice(0, MOST_REPORTED);
  } catch (error) {
    return [
      limit(`can't be checked: ${error instanceof RangeError ? 'the schema applies itself without end or too often' : reason(error)}`),
    ];
  }
}

/** The data with the `default`s of missing properties filled in, nested ones too; what is given is never changed. */
export function applyDefaults(data: unknown, schema: JsonSchema): unknown {
  return withDefaults(data, schema, schema);
}

/** The schema of what lies at a path below data of a schema; undefined where it says nothing. */
export function declaredSchema(schema: JsonSchema, segments: readonly (string | number)[]): JsonSchema | undefined {
  let at: unknown = resolveRef(schema, schema);
  for (const segment of segments) {
    at = resolveRef(childSchema(at, segment), schema);
    if (at === undefined) return undefined;
  }
  return at as JsonSchema;
}

/** Follows `$ref`s inside the document; undefined when one leads nowhere or in a circle. */
export function resolveRef(schema: unknown, root: unknown): unknown {
  let at = schema;
  for (let hops = 0; hops < 32; hops += 1) {
    const ref = keyword(at, '$ref');
    if (ref === undefined) return at;
    if (typeof ref !== 'string' || !ref.startsWith('#')) return undefined;
    at = atPointer(root, ref.slice(1));
  }
  return undefined;
}

function atPointer(root: unknown, pointer: string): unknown {
  if (pointer === '') return root;
  if (!pointer.startsWith('/')) return undefined;
  let at: unknown = root;
  for (const raw of pointer.slice(1).split('/')) {
    const key = decode(raw).replaceAll('~1', '/').replaceAll('~0', '~');
    at = Array.isArray(at) ? at[Number(key)] : keyword(at, key);
  }
  return at;
}

function childSchema(schema: unknown, segment: string | number): unknown {
  if (typeof segment === 'number') {
    const prefix = keyword(schema, 'prefixItems');
    return (Array.isArray(prefix) ? (prefix as readonly unknown[])[segment] : undefined) ?? keyword(schema, 'items');
  }
  const declared = keyword(keyword(schema, 'properties'), segment);
  if (declared !== undefined) return declared;
  const additional = keyword(schema, 'additionalProperties');
  return isObject(additional) && keyword(schema, 'patternProperties') === undefined ? additional : undefined;
}

function withDefaults(data: unknown, schema: unknown, root: JsonSchema): unknown {
  const at = resolveRef(schema, root);
  if (!isObject(at)) return data;
  if (Array.isArray(data)) {
    const items = keyword(at, 'items');
    return items === undefined ? data : data.map((item) => withDefaults(item, items, root));
  }
  if (!isObject(data)) return data;
  const properties = keyword(at, 'properties');
  const filled = (isObject(properties) ? Object.entries(properties) : []).flatMap(([name, inner]) => {
    const value = Object.hasOwn(data, name) ? withDefaults(data[name], inner, root) : keyword(resolveRef(inner, root), 'default');
    return value === undefined || (Object.hasOwn(data, name) && value === data[name]) ? [] : [[name, value] as const];
  });
  const all = keyword(at, 'allOf');
  const done: unknown = filled.length === 0 ? data : { ...data, ...Object.fromEntries(filled) };
  return (Array.isArray(all) ? all : []).reduce((at: unknown, each) => withDefaults(at, each, root), done);
}

function leaves(errors: readonly OutputUnit[], schema: JsonSchema): readonly Violation[] {
  const seen = new Set<string>();
  return errors.flatMap((unit) => {
    if (WRAPPERS.has(unit.keyword)) return [];
    const violation = { pointer: decode(unit.instanceLocation.slice(1)), message: messageOf(unit, schema), keyword: unit.keyword };
    const key = `${violation.pointer}\n${violation.message}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [violation];
  });
}

const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/^Instance type "(\w+)" is invalid. Expected "(.*)"\.$/s, 'must be $2, not $1'],
  [/^Instance does not have required property "(.*)"\.$/s, 'must have the property "$1"'],
  [/^Instance does not match any of (.*)\.$/s, 'must be one of $1'],
  [/^Instance does not match (\[.*|\{.*|".*|[\d-].*|true|false|null)\.$/s, 'must be $1'],
  [/^False boolean schema\.$/, 'must not be there'],
  [/^Instance does not match any subschemas\.$/, 'fits none of the alternatives'],
  [/^String does not match format "(.*)"\.$/, 'must be a $1'],
];

function messageOf({ error, keyword: name, keywordLocation }: OutputUnit, schema: JsonSchema): string {
  if (name === 'pattern') {
    const pattern = atLocation(schema, keywordLocation);
    return typeof pattern === 'string' ? `must match the pattern ${pattern}` : 'must match the pattern';
  }
  for (const [pattern, text] of MESSAGES) if (pattern.test(error)) return error.replace(pattern, text).replaceAll('", "', ' or ');
  return error.replace(/\.$/, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}

/** What stands at a keyword's location, which goes through `$ref`s. */
function atLocation(schema: JsonSchema, location: string): unknown {
  let at: unknown = schema;
  for (const raw of location.split('/').slice(1)) {
    if (raw === '$ref') at = resolveRef(at, schema);
    else at = Array.isArray(at) ? at[Number(raw)] : keyword(at, decode(raw).replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return at;
}

function limit(message: string): Violation {
  return { pointer: '', message, keyword: 'limit' };
}

function reason(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Comparisons that checking every list for unique items takes. */
function comparisonsIn(data: unknown): number {
  if (Array.isArray(data)) return data.reduce<number>((sum, item) => sum + comparisonsIn(item), data.length ** 2);
  return isObject(data) ? Object.values(data).reduce<number>((sum, value) => sum + comparisonsIn(value), 0) : 0;
}

/** Whether a value is nested deeper than so many levels; circles are. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
