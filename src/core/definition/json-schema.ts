import { publishedSchema } from './published-schema.ts';
import { workflowSchema } from './workflow-schema.ts';

/** The JSON Schema (2020-12) of workflow files, for editors: made from the schema that validation uses. */
export function workflowJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = publishedSchema(workflowSchema, {
    $id: 'urn:stepwright:workflow-schema',
    title: 'Stepwright workflow',
    description: 'A business process as data. One of steps and states.',
  });
  return { ...schema, oneOf: [{ required: ['steps'] }, { required: ['states'] }] };
}
