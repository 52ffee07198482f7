import type { JsonSchema } from '../definition/json.ts';
import { nearest } from '../errors/nearest.ts';
import type { StepwrightError } from '../errors/stepwright-error.ts';
import type { Environment } from './environment.ts';
import { missingError, valueError } from './problems.ts';
import { describe, isMap, sortedKeys, type ValueMap } from './values.ts';

export type Key = string | number;

/** Keys listed in a message. */
const MAX_LISTED = 20;

/** What is under `key`, or undefined: own properties and elements only. */
export function child(value: unknown, key: Key): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  if (typeof key !== 'string' || typeof value !== 'object' || value === null || !isMap(value)) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The schema of what is under `key`, when `schema` says anything about it. */
export function childSchema(schema: JsonSchema | undefined, key: Key): JsonSchema | undefined {
  if (typeof schema !== 'object') return undefined;
  if (typeof key === 'number') return asSchema(schema['items']) ?? first(schema, key);
  const properties = schema['properties'];
  const own =
    typeof properties === 'object' && properties !== null && Object.hasOwn(properties, key) ? (properties as ValueMap)[key] : undefined;
  return asSchema(own) ?? first(schema, key);
}

function first(schema: ValueMap, key: Key): JsonSchema | undefined {
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const branches = schema[keyword];
    if (!Array.isArray(branches)) continue;
    for (const branch of branches) {
      const found = childSchema(asSchema(branch), key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function asSchema(value: unknown): JsonSchema | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}

/** Whether an absent `key` counts as null: the input's schema has it as a property. */
export function declares(schema: JsonSchema | undefined, key: Key): boolean {
  return typeof key === 'string' && childSchema(schema, key) !== undefined;
}

/** `order.lines[0]["odd key"]` */
export function pathText(parent: string, key: Key): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key)}]`;
}

export function indexKey(index: unknown, label: string): Key {
  if (typeof index === 'string') return index;
  if (typeof index !== 'number') throw valueError(`${label} is ${describe(index)}: an index is a whole number or text`);
  if (!Number.isInteger(index)) throw valueError(`an index is a whole number, not ${index}${label === String(index) ? '' : ` (${label})`}`);
  return index;
}

/** No name like this; `spelled` is the name with what follows its hyphen. */
export function unknownRoot(root: string, spelled: string, env: Environment): StepwrightError {
  const names = env.names();
  const near = nearest(spelled, names) ?? nearest(root, names);
  const listed = listing(names.map((name) => `$${name}`));
  return missingError(
    `nothing is called "${root}" here`,
    near === undefined ? `there is: ${listed}` : `did you mean $${near}? There is: ${listed}`,
  );
}

/** Names what exists where `key` was looked for. */
export function missingKey(parent: string, value: unknown, key: Key): StepwrightError {
  const asked = typeof key === 'number' ? `no element [${key}]` : `no key ${JSON.stringify(key)}`;
  if (Array.isArray(value)) {
    const hint = typeof key === 'string' ? `name an element, such as ${pathText(`$${parent}[0]`, key)}` : 'the first element is [0]';
    return missingError(`${parent} has ${asked}; it is a list of ${value.length}`, hint);
  }
  if (value === null || value === undefined) {
    return missingError(`${parent} has ${asked}; it is null`, `default($${pathText(parent, key)}, …) gives a value where there is none`);
  }
  if (!isMap(value)) return missingError(`${parent} has ${asked}; it is ${describe(value)}`);
  const keys = sortedKeys(value);
  const near = typeof key === 'string' ? nearest(key, keys) : undefined;
  const message = `${parent} has ${asked}; it has: ${keys.length === 0 ? 'nothing' : listing(keys)}`;
  return missingError(message, near === undefined ? undefined : `did you mean ${pathText(`$${parent}`, near)}?`);
}

function listing(names: readonly string[]): string {
  const more = names.length - MAX_LISTED;
  return names.slice(0, MAX_LISTED).join(', ') + (more > 0 ? `, … (${more} more)` : '');
}
