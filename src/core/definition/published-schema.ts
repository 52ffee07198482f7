import * as z from 'zod';

interface SchemaNode {
  additionalProperties?: unknown;
  patternProperties?: unknown;
}

/** What a published schema is called. */
export interface SchemaTitle {
  readonly $id: string;
  readonly title: string;
  readonly description: string;
}

/** The JSON Schema (2020-12) of a kind of file, for editors; `x-…` fields are allowed everywhere, as they are when the file is read. */
export function publishedSchema(schema: z.ZodType, { $id, title, description }: SchemaTitle): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      const node = jsonSchema as SchemaNode;
      if (node.additionalProperties === false) node.patternProperties = { '^x-': {} };
    },
  });
  return { $schema, $id, title, description, ...rest };
}
