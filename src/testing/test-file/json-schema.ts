import { publishedSchema } from '../../core/definition/published-schema.ts';
import { testFileSchema } from './schema.ts';

/** The JSON Schema (2020-12) of test files, for editors: made from the schema that `stepwright test` uses. */
export function testJsonSchema(): Readonly<Record<string, unknown>> {
  return publishedSchema(testFileSchema, {
    $id: 'urn:stepwright:test-schema',
    title: 'Stepwright tests',
    description: 'Tests of a workflow file.',
  });
}
