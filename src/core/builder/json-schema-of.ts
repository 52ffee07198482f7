import * as z from 'zod';
import type { JsonSchema } from '../definition/json.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';

/** A zod schema, which types what it describes, or JSON Schema as it is. */
export type SchemaSource = z.ZodType | JsonSchema;

/** The type a schema describes; with JSON Schema nothing is known. */
export type Described<S> = S extends z.ZodType ? z.output<S> : unknown;

/**
 * JSON Schema of what has to be given: a property with a default may be absent.
 * @throws StepwrightError `InvalidSchema` for a zod schema that JSON Schema cannot say, such as one with a transform
 */
export function jsonSchemaOf(schema: SchemaSource): JsonSchema {
  if (!isZod(schema)) return schema;
  try {
    // A transform would be left out of the input's side in silence; the output's side refuses it.
    z.toJSONSchema(schema, { io: 'output' });
    const { $schema: _, ...described } = z.toJSONSchema(schema, { io: 'input' });
    return JSON.parse(JSON.stringify(described)) as JsonSchema;
  } catch (error) {
    throw new StepwrightError('InvalidSchema', `the zod schema cannot be written as JSON Schema: ${(error as Error).message}`, {
      class: 'validation',
      hint: 'A definition is data: use types that JSON has, and no transforms.',
      cause: error,
    });
  }
}

function isZod(schema: SchemaSource): schema is z.ZodType {
  return typeof schema === 'object' && '_zod' in schema;
}
