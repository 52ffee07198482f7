import { z } from 'zod';
import { workflowSchema } from './workflow-schema.ts';

/** Names the schema; the file stands in `schema/`. */
const SCHEMA_ID = 'urn:stepwright:workflow-schema';

interface SchemaNode {
  additionalProperties?: unknown;
  patternProperties?: unknown;
}

/** The JSON Schema (2020-12) of workflow files, for editors: made from the schema that validation uses. */
export function workflowJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(workflowSchema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      const node = jsonSchema as SchemaNode;
      if (node.additionalProperties === false) node.patternProperties = { '^x-': {} };
    },
  });
  const { $schema, ...rest } = schema;
  return {
    $schema,
    $id: SCHEMA_ID,
    title: 'Stepwright workflow',
    description: 'A business process as data. One of steps and states.',
    ...rest,
    oneOf: [{ required: ['steps'] }, { required: ['states'] }],
  };
}
