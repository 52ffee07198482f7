import Ajv2020 from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../definition/json.ts';
import { applyDefaults, checkJson, declaredSchema } from './check-json.ts';

describe('checkJson', () => {
  test('says what is wrong and where, leaves only', () => {
    const schema = {
      type: 'object',
      required: ['id', 'missing'],
      properties: {
        id: { type: 'string' },
        'odd / ~key#é': { type: 'integer' },
        tags: { type: 'array', items: { enum: ['a', 'b'] } },
        code: { pattern: '^[A-Z]+$' },
      },
      additionalProperties: false,
    };
    expect(checkJson({ id: 7, 'odd / ~key#é': 'x', tags: ['a', 'c'], code: 'x', more: 1 }, schema)).toEqual([
      { pointer: '', message: 'must have the property "missing"', keyword: 'required' },
      { pointer: '/id', message: 'must be string, not number', keyword: 'type' },
      { pointer: '/odd ~1 ~0key#é', message: 'must be integer, not string', keyword: 'type' },
      { pointer: '/tags/1', message: 'must be one of ["a","b"]', keyword: 'enum' },
      { pointer: '/code', message: 'must match the pattern ^[A-Z]+$', keyword: 'pattern' },
      { pointer: '/more', message: 'must not be there', keyword: 'false' },
    ]);
  });

  test('leaves schema and data as they are, frozen ones too', () => {
    const schema = Object.freeze({
      properties: Object.freeze({ a: Object.freeze({ $ref: '#/$defs/n' }) }),
      $defs: Object.freeze({ n: Object.freeze({ type: 'number' }) }),
    });
    expect(checkJson(Object.freeze({ a: 'x' }), schema)).toHaveLength(1);
    expect(Object.getOwnPropertyNames(schema)).toEqual(['properties', '$defs']);
  });

  test('evaluates patterns in linear time', () => {
    const evil = `${'a'.repeat(50_000)}!`;
    expect(
      checkJson({ x: evil, [evil]: 1 }, { properties: { x: { pattern: '^(a+)+$' } }, patternProperties: { '^(a|aa)+$': false } }),
    ).toEqual([{ pointer: '/x', message: 'must match the pattern ^(a+)+$', keyword: 'pattern' }]);
  });

  test('keeps the meaning of patternProperties, several patterns for one key included', () => {
    const schema = { patternProperties: { '^n': { type: 'number' }, '^no': { maximum: 5 } }, additionalProperties: false };
    expect(checkJson({ n: 1, no: 3 }, schema)).toEqual([]);
    expect(checkJson({ no: 9, na: 'x', z: 1 }, schema).map(({ pointer, keyword }) => [pointer, keyword])).toEqual([
      ['/na', 'type'],
      ['/no', 'maximum'],
      ['/z', 'false'],
    ]);
  });

  test('ends on schemas that refer to themselves, and on anything nested too deep', () => {
    const tree = {
      $ref: '#/$defs/t',
      $defs: { t: { anyOf: [{ items: { $ref: '#/$defs/t' } }, { items: { $ref: '#/$defs/t' } }], type: 'array' } },
    };
    let deep: unknown = 1;
    for (let i = 0; i < 40; i += 1) deep = [deep];
    let deeper: unknown = 1;
    for (let i = 0; i < 2000; i += 1) deeper = [deeper];
    for (const [data, schema] of [
      [1, { $ref: '#' }],
      [deep, tree],
      [deeper, {}],
      [1, { allOf: [{ $ref: '#' }] }],
    ] as const) {
      expect(checkJson(data, schema)).toEqual([expect.objectContaining({ keyword: 'limit', pointer: '' })]);
    }
  });

  test('refuses quadratic work for unique items', () => {
    const long = Array.from({ length: 10_000 }, (_, i) => i);
    expect(checkJson(long, { uniqueItems: true })).toEqual([expect.objectContaining({ keyword: 'limit' })]);
    expect(checkJson([1, 2, 1], { uniqueItems: true })).toEqual([expect.objectContaining({ keyword: 'uniqueItems' })]);
  });

  test('an unknown $ref is a violation, not an exception', () => {
    expect(checkJson(1, { $ref: 'https://example.com/x' })).toEqual([
      expect.objectContaining({ keyword: 'limit', message: expect.stringContaining('Unresolved $ref') }),
    ]);
  });

  test('reaches no prototype', () => {
    expect(checkJson({}, { required: ['toString'] })).toHaveLength(1);
    expect(checkJson(JSON.parse('{"__proto__": 1}'), { additionalProperties: false })).toHaveLength(1);
  });

  test('agrees with ajv', () => {
    const ajv = new Ajv2020.default({ strict: false, logger: false });
    const leaf = fc.oneof(
      fc.record({ type: fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object') }),
      fc.record({
        enum: fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'ab', 'b')), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ minimum: fc.integer({ min: 0, max: 3 }), maxLength: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ pattern: fc.constantFrom('^a', 'b$', '^ab?$', '[^a]') }),
      fc.boolean(),
    );
    const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        leaf as fc.Arbitrary<JsonSchema>,
        fc.record({ properties: fc.dictionary(fc.constantFrom('a', 'ab', 'c'), tie('schema')), additionalProperties: tie('schema') }),
        fc.record({ patternProperties: fc.dictionary(fc.constantFrom('^a', 'b'), tie('schema')) }),
        fc.record({ items: tie('schema'), prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
        fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }), not: tie('schema') }),
        fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
        fc.record({ if: tie('schema'), then: tie('schema'), else: tie('schema') }),
      ),
    }));
    const { data } = fc.letrec((tie) => ({
      data: fc.oneof(
        { maxDepth: 3 },
        fc.integer({ min: 0, max: 4 }),
        fc.constantFrom('', 'a', 'ab', 'b', 'abc', null, true),
        fc.array(tie('data'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'ab', 'c', 'bb'), tie('data')),
      ),
    }));
    fc.assert(
      fc.property(schema, data, (schema, data) => {
        const verdict = verdictOf(() => ajv.validate(schema as object, data));
        fc.pre(verdict !== undefined);
        expect(checkJson(data, schema).length === 0).toBe(verdict);
      }),
      { numRuns: 500 },
    );
  });
});

describe('applyDefaults', () => {
  const schema = {
    properties: {
      a: { default: 1 },
      b: { properties: { c: { default: 'x' } } },
      list: { items: { properties: { q: { default: 9 } } } },
      at: { $ref: '#/$defs/point' },
    },
    $defs: { point: { properties: { x: { default: 0 } } } },
  };

  test('fills in what is missing, nested and through references', () => {
    expect(applyDefaults({ b: {}, list: [{}, { q: 1 }], at: {} }, schema)).toEqual({
      a: 1,
      b: { c: 'x' },
      list: [{ q: 9 }, { q: 1 }],
      at: { x: 0 },
    });
  });

  test('keeps what is given, null too, and changes nothing in place', () => {
    const given = Object.freeze({ a: null, b: Object.freeze({}) });
    expect(applyDefaults(given, schema)).toEqual({ a: null, b: { c: 'x' } });
    expect(given).toEqual({ a: null, b: {} });
    expect(applyDefaults('text', schema)).toBe('text');
  });
});

describe('declaredSchema', () => {
  const schema = {
    properties: { a: { items: { $ref: '#/$defs/n' } }, m: { additionalProperties: { type: 'boolean' } } },
    $defs: { n: { type: 'number' } },
  };

  test.each([
    [['a', 0], { type: 'number' }],
    [['m', 'any'], { type: 'boolean' }],
    [['zz'], undefined],
    [['toString'], undefined],
    [[], schema],
  ])('%j', (path, expected) => {
    expect(declaredSchema(schema, path)).toEqual(expected);
  });
});

/** For some schemas (`not: true` beside `anyOf` in a `oneOf`) ajv 8.20 generates code that names a variable it does not declare. */
function verdictOf(validate: () => boolean | Promise<unknown>): boolean | undefined {
  try {
    return validate() === true;
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}
