import { expect, test } from 'vitest';

import type { JsonSchema } from '../../core/definition/json.ts';
import { checkJson } from '../../core/schema-check/check-json.ts';
import { sampleOf } from './sample.ts';

test.each<[JsonSchema, unknown]>([
  [true, null],
  [{}, null],
  [{ const: 3 }, 3],
  [{ enum: ['a', 'b'] }, 'a'],
  [{ type: 'string', default: 'd' }, 'd'],
  [{ type: 'string', examples: ['e'] }, 'e'],
  [{ type: 'boolean' }, true],
  [{ type: ['integer', 'null'] }, 1],
  [{ type: 'number', minimum: 2.5 }, 2.5],
  [{ type: 'integer', exclusiveMinimum: 4 }, 5],
  [{ type: 'integer', maximum: -1 }, -1],
  [{ type: 'integer', exclusiveMaximum: 1 }, 0],
  [{ type: 'integer', minimum: 3, multipleOf: 5 }, 5],
  [{ type: 'string', minLength: 6 }, 'text..'],
  [{ type: 'string', maxLength: 2 }, 'te'],
  [{ type: 'string', format: 'email' }, 'someone@example.com'],
  [{ type: 'string', format: 'date' }, '2025-01-01'],
  [{ type: 'array', items: { type: 'string' } }, []],
  [{ type: 'array', items: { type: 'boolean' }, minItems: 2 }, [true, true]],
  [
    { properties: { url: { type: 'string' }, size: { type: 'integer' } }, required: ['url'] },
    { url: 'url', size: 1 },
  ],
  [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 'text'],
  [{ $defs: { a: { const: 1 } }, $ref: '#/$defs/a' }, 1],
])('of %j it is %j, which fits', (schema, value) => {
  expect(sampleOf(schema)).toEqual(value);
  expect(checkJson(value, schema)).toEqual([]);
});

test('a schema that holds itself ends', () => {
  const schema = { type: 'object', properties: { next: { $ref: '#' } } } as const;
  expect(JSON.stringify(sampleOf(schema)).length).toBeLessThan(200);
});
