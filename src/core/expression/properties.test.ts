import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { Environment } from './environment.ts';
import { Evaluator } from './evaluator.ts';
import { FUNCTION_NAMES } from './functions/functions.ts';
import { MACRO_NAMES } from './macros.ts';
import { checkExpression, checkText, referencesOfExpression, referencesOfText } from './static.ts';

/** Nothing here should take longer than some tens of milliseconds; the machine may be busy. */
const BOUND_MS = 3000;

const CODES = new Set(['ExpressionSyntax', 'ExpressionError', 'ExpressionLimit', 'MissingReference']);

const VALUES: Readonly<Record<string, unknown>> = {
  n: 3,
  text: 'Hello $n ${n}',
  none: null,
  skipped: undefined,
  list: [3, 'a', null, [1], { a: 1 }],
  numbers: Array.from({ length: 300 }, (_, index) => index),
  order: JSON.parse('{"id": 7, "lines": [{"sku": "a", "qty": 2}], "__proto__": {"x": 1}, "constructor": 1, "toString": 2}'),
  'order-id': 'o-1',
  a: true,
  run: { now: '2026-01-31T10:00:00.000Z' },
};

const env: Environment = {
  lookup: (root) => (Object.hasOwn(VALUES, root) ? { value: VALUES[root] } : undefined),
  names: () => Object.keys(VALUES),
};

const NAMES = new Set([...Object.keys(VALUES), 'secrets']);

/** The value or the error of a fresh evaluator; anything but our errors fails the test. */
function outcome(work: (evaluator: Evaluator) => unknown, evaluator = new Evaluator(NAMES)): unknown {
  const start = performance.now();
  try {
    const value = work(evaluator);
    expectPlain(value);
    return { value };
  } catch (error) {
    if (!(error instanceof StepwrightError)) throw error;
    expect(CODES).toContain(error.code);
    expect(error.class).toBe('validation');
    return { code: error.code, message: error.message, hint: error.hint };
  } finally {
    expect(performance.now() - start).toBeLessThan(BOUND_MS);
  }
}

/** JSON through and through: no function, no undefined, no foreign prototype. */
function expectPlain(value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    expect(['string', 'number', 'boolean', 'object']).toContain(typeof value);
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
    return;
  }
  expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(value));
  for (const each of Object.values(value)) expectPlain(each);
}

function expectSound(source: string): void {
  const shared = new Evaluator(NAMES);
  for (const work of [
    (evaluator: Evaluator) => evaluator.evaluate(source, env),
    (evaluator: Evaluator) => evaluator.resolve(source, env),
    (evaluator: Evaluator) => evaluator.condition(source, env),
  ]) {
    const first = outcome(work, shared);
    expect(outcome(work, shared)).toEqual(first);
    expect(outcome(work)).toEqual(first);
  }
  referencesOfText(source, NAMES);
  referencesOfExpression(source, NAMES);
  checkText(source, NAMES, () => undefined);
  checkExpression(source, NAMES, () => ({ type: 'object' }), 'boolean');
}

const NAME = fc.constantFrom(
  '$n',
  '$text',
  '$none',
  '$skipped',
  '$list',
  '$numbers',
  '$order',
  '$order-id',
  '$a',
  '$run',
  '$nope',
  '$secrets',
  '$constructor',
  '$__proto__',
  'i',
  'j',
);
const KEY = fc.constantFrom(
  'id',
  'lines',
  'now',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  'x',
  'in',
  'true',
  'map',
);
const LITERAL = fc.oneof(
  fc.constantFrom(
    'null',
    'true',
    'false',
    '0',
    '1',
    '2.5',
    '-1',
    '1e300',
    '0x10',
    '"a"',
    '"__proto__"',
    "'$n'",
    'r"\\d"',
    '"2026-01-31"',
    '"1h"',
    '"^(a+)+$"',
    '[]',
    '{}',
  ),
  fc.integer().map(String),
  fc.string({ maxLength: 5 }).map((text) => JSON.stringify(text)),
);

/** Expressions that parse, most of them wrong in other ways. */
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const part = tie('expression');
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(LITERAL, NAME),
      fc.tuple(part, KEY).map(([value, key]) => `${value}.${key}`),
      fc.tuple(part, part).map(([value, index]) => `${value}[${index}]`),
      fc
        .tuple(part, fc.constantFrom('+', '-', '*', '/', '%', '<', '<=', '>', '>=', '==', '!=', '&&', '||', 'in'), part)
        .map((parts) => parts.join(' ')),
      fc.tuple(fc.constantFrom('!', '-', ''), part).map(([sign, value]) => `${sign}(${value})`),
      fc.tuple(part, part, part).map(([condition, then, otherwise]) => `(${condition} ? ${then} : ${otherwise})`),
      fc
        .tuple(fc.constantFrom('i', 'j'), part, part, fc.constantFrom(...MACRO_NAMES))
        .map(([variable, list, body, name]) => `(${list}).${name}(${variable}, ${body})`),
      fc
        .tuple(fc.constantFrom(...FUNCTION_NAMES, 'has', 'default', 'constructor', 'toString'), fc.array(part, { maxLength: 3 }))
        .map(([name, args]) => `${name}(${args.join(', ')})`),
      fc.array(part, { maxLength: 3 }).map((elements) => `[${elements.join(', ')}]`),
      fc
        .array(fc.tuple(KEY, part), { maxLength: 3 })
        .map((entries) => `{${entries.map(([key, value]) => `"${key}": ${value}`).join(', ')}}`),
    ),
  };
});

/** A source with some characters dropped, doubled or replaced. */
const mutated = fc
  .tuple(
    expression,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom('', '$', '{', '}', '"', "'", '\\', '(', ')', '[', '.', '-', '//', '\n', '?', ':', ' ', '\u{1F600}', '\uD800'),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([source, changes]) => {
    let text = source;
    for (const [at, change] of changes) text = text.slice(0, at % (text.length + 1)) + change + text.slice((at % (text.length + 1)) + 1);
    return text;
  });

describe('whatever the text: our errors only, in bounded time, plain JSON, and the same from a fresh evaluator', () => {
  test('random text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 40 }),
          fc.string({ unit: fc.constantFrom('$', '{', '}', '"', '.', '[', ']', '0', 'n', '-', '(', ')', '\\', ' ', 'a') }),
        ),
        expectSound,
      ),
      { numRuns: 400 },
    );
  });

  test('random expressions', () => {
    fc.assert(fc.property(expression, expectSound), { numRuns: 800 });
  });

  test('expressions with slips', () => {
    fc.assert(fc.property(mutated, expectSound), { numRuns: 400 });
  });

  test('texts with references and expressions', () => {
    const piece = fc.oneof(
      fc.tuple(NAME, KEY).map(([name, key]) => `${name}.${key}`),
      NAME,
      expression.map((source) => `\${ ${source} }`),
      mutated,
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => expectSound(pieces.join(''))),
      { numRuns: 300 },
    );
  });
});

test('text without a dollar sign stands for itself', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes('$')),
      (text) => {
        expect(new Evaluator(NAMES).resolve(text, env)).toBe(text);
      },
    ),
  );
});

test('any text can be written: each $ doubled', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('$', '{', 'n', '}', '.', ' ') }), (text) => {
      expect(new Evaluator(NAMES).resolve(text.replaceAll('$', '$$$$'), env)).toBe(text);
    }),
  );
});

test('any JSON value without a dollar sign is itself again, and fresh', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const plain = JSON.parse(JSON.stringify(value).replaceAll('$', 'S')) as unknown;
      const resolved = new Evaluator(NAMES).resolve(plain, env);
      expect(JSON.stringify(resolved)).toBe(JSON.stringify(plain));
      if (typeof plain === 'object' && plain !== null) expect(resolved).not.toBe(plain);
    }),
  );
});

test('a reference, an expression of it, and its JSON all tell the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      const held = { lookup: () => ({ value: plain }), names: () => ['v'] };
      const evaluator = new Evaluator(new Set(['v']));
      expect(evaluator.resolve('$v', held)).toStrictEqual(plain);
      expect(evaluator.evaluate('$v', held)).toStrictEqual(plain);
      expect(evaluator.evaluate('parseJson(json($v)) == $v', held)).toBe(true);
      expect(evaluator.evaluate('unique([$v, $v])', held)).toHaveLength(1);
    }),
  );
});
