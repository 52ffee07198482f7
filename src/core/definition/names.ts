import { outlineOf, type Outline } from './outline.ts';

/** Names with a meaning of their own; no step or variable may bear one. */
export const FIXED_NAMES = ['input', 'run', 'secrets', 'result', 'event', 'error', 'attempt', 'acc'] as const;

/** How a step, variable or state may be called: a letter, then letters, digits, `_`, `-`. */
export const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** How a secret may be called: no path, no part of one. */
export const SECRET_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,127}$/;

/**
 * Every name that can be the root of a reference, wherever it is visible: step ids, variables, loop and catch variables,
 * properties of the input's schema, the input's keys, and the fixed names. A hyphen in a reference belongs to the longest of them.
 */
export function knownNames(
  definition: unknown,
  input: Readonly<Record<string, unknown>> = {},
  outline: Outline = outlineOf(definition),
): ReadonlySet<string> {
  return new Set([...declaredNames(outline), ...inputProperties(definition), ...Object.keys(input), ...FIXED_NAMES]);
}

/** The names that steps declare. */
export function declaredNames({ steps, assignments, lists }: Outline): ReadonlySet<string> {
  return new Set([
    ...steps.flatMap(({ id }) => id ?? []),
    ...assignments.map(({ name }) => name),
    ...lists.flatMap(({ locals }) => locals),
  ]);
}

/** Names of the properties that the definition's `input` schema declares. */
export function inputProperties(definition: unknown): readonly string[] {
  const schema = field(definition, 'input');
  const properties = field(schema, 'properties');
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
