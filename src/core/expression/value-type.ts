import type { JsonSchema } from '../definition/json.ts';
import { childSchema, type Key } from './path.ts';
import { ANY, BOOLEAN, LIST, MAP, NULL, NUMBER, TEXT } from './values.ts';

/** The kinds of values something can be, and what is known of what is inside. */
export interface ValueType {
  readonly kinds: number;
  readonly schema?: JsonSchema;
  readonly element?: ValueType;
}

export const UNKNOWN: ValueType = { kinds: ANY };

const KINDS_OF_TYPE: Readonly<Record<string, number>> = {
  null: NULL,
  boolean: BOOLEAN,
  number: NUMBER,
  integer: NUMBER,
  string: TEXT,
  array: LIST,
  object: MAP,
};

/** Only `type` is believed; any part of a value may be null when it is not given. */
export function typeOfSchema(schema: JsonSchema | undefined): ValueType {
  if (typeof schema !== 'object') return UNKNOWN;
  const { type } = schema;
  const names = Array.isArray(type) ? type : [type];
  let kinds = 0;
  for (const name of names) kinds |= typeof name === 'string' && Object.hasOwn(KINDS_OF_TYPE, name) ? (KINDS_OF_TYPE[name] ?? ANY) : ANY;
  return { kinds: kinds === ANY ? ANY : kinds | NULL, schema };
}

export function fieldType({ schema, element }: ValueType, key: Key): ValueType {
  if (typeof key === 'number' && element !== undefined) return element;
  return typeOfSchema(childSchema(schema, key));
}

export function elementType({ schema, element }: ValueType): ValueType {
  if (element !== undefined) return element;
  const items = typeof schema === 'object' ? schema['items'] : undefined;
  return typeof items === 'object' && items !== null ? typeOfSchema(items as JsonSchema) : UNKNOWN;
}

/** What can be any of several; of none, anything. */
export function union(types: readonly ValueType[]): ValueType {
  const [only] = types;
  if (types.length === 1 && only !== undefined) return only;
  const kinds = types.reduce((sum, type) => sum | type.kinds, 0);
  return { kinds: kinds === 0 ? ANY : kinds };
}
