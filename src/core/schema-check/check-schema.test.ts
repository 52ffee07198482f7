import { describe, expect, test } from 'vitest';
import { schemaFaults } from './check-schema.ts';

describe('schemaFaults', () => {
  test('accepts schemas, unknown keywords included', () => {
    const schema = {
      type: ['object', 'null'],
      properties: { type: { type: 'string', pattern: '^a+$', 'x-form': 'area' }, pattern: { enum: [1] } },
      $defs: { node: { properties: { next: { $ref: '#/$defs/node' } } } },
      items: { $ref: '#/$defs/node' },
      default: { type: 'not a schema' },
    };
    expect(schemaFaults(schema)).toEqual([]);
    expect(schemaFaults(true)).toEqual([]);
  });

  test.each([
    [{ type: 'int' }, '/type'],
    [{ properties: { a: { type: 'strng' } } }, '/properties/a/type'],
    [{ properties: { a: 3 } }, '/properties/a'],
    [{ required: 'a' }, '/required'],
    [{ anyOf: { type: 'string' } }, '/anyOf'],
    [{ items: { minLength: -1 } }, '/items/minLength'],
    [{ pattern: '(' }, '/pattern'],
    [{ pattern: '(?=a)b' }, '/pattern'],
    [{ patternProperties: { '(a)\\1': {} } }, '/patternProperties/(a)\\1'],
    [{ $ref: '#/$defs/none' }, '/$ref'],
    [{ $ref: 'https://example.com/s' }, '/$ref'],
    [{ $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } }, '/$defs/a/$ref'],
    ['text', ''],
  ])('%j is at fault at %s', (schema, pointer) => {
    expect(schemaFaults(schema)[0]?.pointer).toBe(pointer);
  });

  test('finds them all, and ends on a schema that holds itself', () => {
    expect(schemaFaults({ type: 'a', items: { type: 'b', minimum: 'c' } })).toHaveLength(3);
    const circle: Record<string, unknown> = {};
    circle['not'] = circle;
    expect(schemaFaults(circle)).toHaveLength(1);
  });
});
