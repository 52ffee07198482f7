import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Json } from '../definition/json.ts';
import { FIXED_NAMES } from '../definition/names.ts';
import { Evaluator } from '../expression/evaluator.ts';
import { and, eq, expr, fallback, gt, isSet, not, text } from './expressions.ts';
import { at, reference, type Ref } from './reference.ts';
import { rendererOf } from './render.ts';

type Input = Readonly<Record<string, string>>;

/** What the run would make of a value that the builder wrote. */
function resolved(value: unknown, input: Readonly<Record<string, unknown>>): unknown {
  const written = rendererOf(new Set()).value(value);
  return new Evaluator(new Set([...Object.keys(input), ...FIXED_NAMES])).resolve(written, {
    lookup: (name) => (name === 'input' ? { value: input } : Object.hasOwn(input, name) ? { value: input[name] } : undefined),
    names: () => Object.keys(input),
  });
}

const given = reference<Input>({ kind: 'path', root: { kind: 'input' }, path: [] });
const pieces = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('$', '$$', '${', '$a', '.pdf', '[0]', '-b', '$a-b', '["x"]', '{}', '"', '\\', '#', ' '),
);
const names = fc.constantFrom('a', 'a-b', 'b', '_c', 'odd key', 'run', '$x', '0', '"', 'constructor');
/** Numbers that an expression may hold. */
const numbers = fc.oneof(fc.integer(), fc.double({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, noNaN: true }));
const literals = fc.anything({ values: [fc.string(), fc.boolean(), fc.constant(null), numbers], maxDepth: 2 });

describe('what is written is read as it was meant', () => {
  it('any text', () => {
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const value = parts.join('');
        expect(resolved(value, { a: 'WRONG', 'a-b': 'WRONG', b: 'WRONG' })).toBe(value);
      }),
    );
  });

  it('any text with values in it', () => {
    const parts = fc.array(fc.tuple(pieces, names), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(parts, pieces, fc.dictionary(names, pieces), (head, tail, values) => {
        const input: Input = {
          a: '1',
          'a-b': '2',
          b: '3',
          _c: '4',
          'odd key': '5',
          run: '6',
          $x: '7',
          '0': '8',
          '"': '9',
          constructor: '10',
          ...values,
        };
        const literals = Object.assign([...head.map(([literal]) => literal), tail], { raw: [] });
        const written = text(literals, ...head.map(([, name]) => at(given, name)));
        expect(resolved(written, input)).toBe(head.map(([literal, name]) => literal + (input[name] ?? '')).join('') + tail);
      }),
    );
  });

  it('any literal in an expression', () => {
    fc.assert(
      fc.property(literals, (value) => {
        // Without -0 and keys that JSON does not keep.
        const literal = JSON.parse(JSON.stringify(value)) as Json;
        expect(resolved({ value: expr`${literal}` }, {})).toEqual({ value: literal });
      }),
    );
  });

  it('any text compared with an input', () => {
    fc.assert(
      fc.property(pieces, (value) => {
        expect(resolved(eq(at(given, 'odd key'), value), { 'odd key': value })).toBe(true);
      }),
    );
  });

  it.each([
    [text`${at(given, 'a')}`, 'text'],
    [text`${expr`1 + 1`}`, '2'],
    [text`${at(given, 'n')}`, '-3'],
    [text`${at(given, 'none')}`, ''],
    [text`<${at(given, 'none')}>`, '<>'],
    [and(gt(at(given, 'n') as unknown as Ref<number>, -5), not(eq(at(given, 'a'), 'b'))), true],
    [fallback(at(given, 'none'), 'other'), 'other'],
    [isSet(at(given, 'none')), false],
    [expr`${at(given, 'n')}-1`, -4],
    [expr<{ readonly x: number }>`${[{ x: 5 }]}[0]`.x, 5],
  ])('%#', (value, expected) => {
    expect(resolved(value, { a: 'text', n: -3, none: null })).toBe(expected);
  });
});
