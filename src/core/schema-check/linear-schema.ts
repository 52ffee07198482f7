import { keyword, SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS, isObject } from './keywords.ts';
import { compilePattern } from './pattern.ts';

/** A regular expression that matches nothing. */
const NOTHING = '(?!)';
const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;

export type Schema = boolean | { [keyword: string]: unknown };

/**
 * A copy of a schema that the library can check against without harm: it marks the schemas it is given, which may be
 * frozen, and runs patterns on backtracking expressions. So each pattern is tried here, in linear time, on the texts of
 * the data, and becomes the list of those that match. `tick` is called for every schema that is applied.
 */
export function linearSchema(schema: unknown, data: unknown, tick: () => void): Schema {
  const found = new Set<string>();
  collectTexts(data, found);
  const texts = [...found];
  const literal = (pattern: string): string => {
    const matches = compilePattern(pattern);
    const hits = matches === undefined ? [] : texts.filter((text) => matches(text));
    return hits.length === 0 ? NOTHING : `^(?:${hits.map((hit) => hit.replace(SYNTAX, String.raw`\$&`)).join('|')})$`;
  };
  const copy = (value: unknown): Schema => {
    if (!isObject(value)) return value !== false;
    const made: { [keyword: string]: unknown } = Object.create(null);
    for (const [name, inner] of Object.entries(value)) made[name] = copyKeyword(name, inner);
    // References are to this document only: names of other places must not move its base.
    delete made['$id'];
    delete made['id'];
    Object.defineProperty(made, '$recursiveRef', { enumerable: false, get: tick });
    return made;
  };
  const copyKeyword = (name: string, value: unknown): unknown => {
    if (name === 'pattern') return typeof value === 'string' ? literal(value) : undefined;
    if (SCHEMA_KEYWORDS.has(name)) return copy(value);
    if (SCHEMA_LIST_KEYWORDS.has(name)) return Array.isArray(value) ? value.map(copy) : undefined;
    if (!SCHEMA_MAP_KEYWORDS.has(name)) return value;
    return isObject(value) ? mapOf(Object.entries(value), (key) => (name === 'patternProperties' ? literal(key) : key), copy) : undefined;
  };
  return copy(schema);
}

function mapOf(
  entries: readonly [string, unknown][],
  rename: (key: string) => string,
  copy: (value: unknown) => Schema,
): Record<string, Schema> {
  const made: Record<string, Schema> = Object.create(null);
  for (const [key, value] of entries) {
    const name = rename(key);
    // Two patterns may match the same texts: both schemas hold.
    const both = made[name];
    made[name] = both === undefined ? copy(value) : { allOf: [both, copy(value)] };
  }
  return made;
}

function collectTexts(data: unknown, into: Set<string>): void {
  if (typeof data === 'string') into.add(data);
  else if (Array.isArray(data)) for (const item of data) collectTexts(item, into);
  else if (isObject(data)) {
    for (const [key, value] of Object.entries(data)) {
      into.add(key);
      collectTexts(value, into);
    }
  }
}

/** Whether a schema says anywhere that items must be unique, the one keyword whose cost is quadratic. */
export function asksForUniqueItems(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(asksForUniqueItems);
  return isObject(schema) && (keyword(schema, 'uniqueItems') === true || Object.values(schema).some(asksForUniqueItems));
}
