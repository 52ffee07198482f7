import { describe, expect, test } from 'vitest';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { Environment } from './environment.ts';
import { Evaluator } from './evaluator.ts';

const VALUES: Readonly<Record<string, unknown>> = {
  n: 3,
  half: 0.5,
  big: 2 ** 53,
  text: 'Hello',
  yes: true,
  none: null,
  skipped: undefined,
  check: { score: 0.9 },
  customer: { tags: ['vip', 'new'], name: 'Ann' },
  items: [
    { sku: 'a', qty: 2, price: 10 },
    { sku: 'b', qty: 0, price: 5 },
    { sku: 'c', qty: 1, price: 7.5 },
  ],
  list: [3, 1, 2],
  map: { b: 2, a: 1, '10': 0 },
  key: 'b',
  due: '2026-02-01',
  run: { id: 'r-1', now: '2026-01-31T10:00:00.000Z', startedAt: '2026-01-31T09:00:00.000Z' },
  event: { time: '2026-01-31T09:30:00.000Z', data: { time: 'noon' } },
  in: { true: 1, null: { in: 2 } },
};

const env: Environment = {
  lookup: (root) => (Object.hasOwn(VALUES, root) ? { value: VALUES[root] } : undefined),
  names: () => Object.keys(VALUES),
};

const evaluator = new Evaluator(new Set(Object.keys(VALUES)));

function evaluate(source: string): unknown {
  return evaluator.evaluate(source, env);
}

function failure(source: string): StepwrightError {
  try {
    const value = evaluate(source);
    throw new Error(`${source} gave ${JSON.stringify(value)}`);
  } catch (error) {
    if (error instanceof StepwrightError) return error;
    throw error;
  }
}

type Row = readonly [source: string, expected: unknown];

function gives(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    test.each(rows)('%s', (source, expected) => {
      expect(evaluate(source)).toEqual(expected);
    });
  });
}

function fails(title: string, code: string, rows: readonly (readonly [source: string, message: string])[]): void {
  describe(title, () => {
    test.each(rows)('%s', (source, message) => {
      const error = failure(source);
      expect(error.code).toBe(code);
      expect(error.message).toContain(message);
      expect(error.class).toBe('validation');
    });
  });
}

gives('the examples of the language page', [
  ['$check.score > 0.8 && "vip" in $customer.tags', true],
  ['$items.filter(i, i.qty > 0).map(i, i.sku)', ['a', 'c']],
  ['$n > 1 ? "a" : "b"', 'a'],
  ['${ $n > 1 }', true],
  ['  ${ $n }\n', 3],
]);

describe('operators: one number type', () => {
  gives('+', [
    ['$n + 1', 4],
    ['1 + $half', 1.5],
    ['0.1 + 0.2', 0.1 + 0.2],
    ['"x" + 1', 'x1'],
    ['1 + "x"', '1x'],
    ['"a" + true', 'atrue'],
    ['"a" + "b"', 'ab'],
    ['[1] + ["a"]', [1, 'a']],
    ['"at " + $run.now', 'at 2026-01-31T10:00:00.000Z'],
  ]);
  gives('-', [
    ['5 - 7', -2],
    ['$n - 0.5', 2.5],
    ['-$n', -3],
    ['- -2', 2],
    ['-0', 0],
    ['0 * -1', 0],
  ]);
  gives('*', [
    ['3 * 1.5', 4.5],
    ['$n * $n', 9],
  ]);
  gives('/', [
    ['5 / 2', 2.5],
    ['5 / 2 == 2.5', true],
    ['6 / 3', 2],
  ]);
  gives('%', [
    ['7 % 2', 1],
    ['7 % 2 == 1', true],
    ['7.5 % 2', 1.5],
    ['-7 % 2', -1],
  ]);
  gives('==', [
    ['1 == 1.0', true],
    ['$n == 3', true],
    ['[1, {"a": 2}] == [1.0, {"a": 2.0}]', true],
    ['null == null', true],
    ['$skipped == null', true],
    ['{"a": 1, "b": 2} == {"b": 2, "a": 1}', true],
    ['[1] == [1, 2]', false],
  ]);
  gives('!=', [
    ['1 != 2', true],
    ['"a" != "a"', false],
  ]);
  gives('values of different types are unequal', [
    ['1 == "1"', false],
    ['true == 1', false],
    ['null == 0', false],
    ['null == false', false],
    ['[] == {}', false],
    ['"" == null', false],
    ['[1] == ["1"]', false],
    ['timestamp("2026-01-31") == "2026-01-31"', false],
  ]);
  gives('< <= > >=', [
    ['1 < 1.5', true],
    ['2 <= 2.0', true],
    ['"a" < "b"', true],
    ['"B" < "a"', true],
    ['false < true', true],
    ['3 >= $n', true],
    ['2 > 3', false],
  ]);
  gives('in', [
    ['2 in $list', true],
    ['"2" in $list', false],
    ['"a" in $map', true],
    ['"toString" in $map', false],
    ['null in [1, null]', true],
    ['[1] in [[1.0]]', true],
  ]);
  gives('&& || ! from left to right, only as far as needed', [
    ['true && false', false],
    ['false || true', true],
    ['!$yes', false],
    ['false && $none', false],
    ['true || $nope', true],
    ['has($customer.age) && $customer.age > 18', false],
  ]);
  gives('? :', [
    ['true ? 1 : "a"', 1],
    ['false ? 1 : null', null],
    ['true ? 1 : 1 / 0', 1],
  ]);
  gives('precedence', [
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 2 - 3', 5],
    ['1 < 2 && 2 < 3 || false', true],
    ['!true || true', true],
    ['1 - -1', 2],
  ]);
});

describe('operators: errors', () => {
  fails('numbers that JSON cannot carry', 'ExpressionError', [
    ['1 / 0', 'division by zero: 1 / 0'],
    ['0 / 0', 'division by zero'],
    ['1 % 0', 'division by zero'],
    ['$n / ($n - 3)', 'division by zero'],
    ['9007199254740991 + 1', 'beyond 2^53'],
    ['3000000000 * 4000000', 'beyond 2^53'],
    ['$big * 1', 'beyond 2^53'],
  ]);
  fails('ordering across types', 'ExpressionError', [
    ['1 < "a"', '"<" does not fit: 1 is a number, "a" is text'],
    ['$list > 1', '$list is a list'],
    ['true >= 1', 'true is a boolean'],
    ['$run.now > $due', '$run.now is a time, $due is text'],
    ['[1] < [2]', 'a list'],
  ]);
  fails('null as an operand names the reference', 'ExpressionError', [
    ['$none < 1', '$none is null: "<" needs a value'],
    ['1 + $none', '$none is null'],
    ['$skipped.a.b * 2', '$skipped.a.b is null'],
    ['!$none', '$none is null'],
    ['$none && true', '$none is null'],
    ['true && $none', '$none is null'],
    ['null && false', 'null is null'],
    ['false || $none', '$none is null'],
    ['-$none', '$none is null'],
    ['"a" + $none', '$none is null'],
    ['1 in $none', '$none is null'],
    ['$none ? 1 : 2', '$none is null'],
    ['lower($none)', '$none is null'],
    ['$none.map(i, i)', '$none is null'],
    ['sum([1, null])', 'element 1 of [1, null] is null'],
    ['$skipped.filter(i, true)', '$skipped is null'],
    ['max(1, $none)', '$none is null'],
  ]);
  fails('operands that do not fit', 'ExpressionError', [
    ['1 && true', '"&&" needs true or false: 1 is a number'],
    ['"a" ? 1 : 2', 'needs true or false'],
    ['!1', 'needs true or false'],
    ['"a" - 1', 'does not fit'],
    ['[1] + 1', 'does not fit'],
    ['{} + {}', 'does not fit'],
    ['"a" * 2', 'does not fit'],
    ['-"a"', 'does not fit'],
    ['"a" in "abc"', 'does not fit'],
    ['1 in $map', 'a key is text'],
    ['lower(1)', 'lower() needs text: 1 is a number'],
    ['{1: 2}', 'a key is text'],
  ]);
  fails('an index that is not whole', 'ExpressionError', [
    ['$list[0.5]', 'whole number, not 0.5'],
    ['$list[$half]', 'whole number, not 0.5 ($half)'],
    ['$list[true]', 'an index is a whole number or text'],
    ['$list[$none]', '$none is null'],
  ]);
});

describe('references in expressions', () => {
  gives('paths', [
    ['$list[0]', 3],
    ['$list[$n - 1]', 2],
    ['$list[1.0]', 1],
    ['$map[$key]', 2],
    ['$map["10"]', 0],
    ['$items[0].sku', 'a'],
    ['$items.filter(i, i.qty > 1)[0].sku', 'a'],
    ['{"a": {"b": 1}}.a.b', 1],
    ['[1, 2][1]', 2],
    ['($customer).name', 'Ann'],
  ]);
  gives('words of the language are names and keys', [
    ['$in.true', 1],
    ['$in.null.in', 2],
    ['$in . true', 1],
    ['{"in": 1}.in', 1],
  ]);
  gives('string literals are never searched', [
    ['"$n"', '$n'],
    ['"a" + $text', 'aHello'],
    ["'$n ${x}'", '$n ${x}'],
    ['r"\\$n"', '\\$n'],
    ['"""$n\n"""', '$n\n'],
  ]);
  fails('missing', 'MissingReference', [
    ['$customer.nam', 'customer has no key "nam"; it has: name, tags'],
    ['$list[3]', 'list has no element [3]; it is a list of 3'],
    ['$list[-1]', 'no element [-1]'],
    ['$nope', 'nothing is called "nope" here'],
    ['$text.size', 'text has no key "size"; it is text'],
    ['$items.map(i, i.skuu)', 'i has no key "skuu"; it has: price, qty, sku'],
    ['{"a": 1}.b', 'has no key "b"; it has: a'],
    ['$map[1]', 'map has no element [1]'],
  ]);
});

describe('syntax', () => {
  fails('what is not an expression', 'ExpressionSyntax', [
    ['', 'empty'],
    ['  ', 'empty'],
    ['1 +', 'ends too early'],
    ['$', '"$" without a name'],
    ['$5', '"$" without a name'],
    ['${ ${ $n } }', '"$" without a name'],
    ['(1', 'too early'],
    ['"abc', 'Unterminated'],
    ['1 2', 'unexpected "2"'],
    ['a.b', 'a is not a value'],
    ['score > 1', 'score is not a value'],
    ['${ $n } > 1', 'text after the ${ … }'],
    ['${ $n', 'the ${ is not closed'],
    ['$n(1)', 'a reference cannot be called'],
    ['$n == 1 ? 2', 'too early'],
    ['1u', 'no unsigned numbers'],
    ['b"x"', 'no bytes'],
    ['9007199254740993', 'beyond 2^53'],
    ['1e400', 'Invalid number'],
    ['{name: 1}', 'the key name needs quotes'],
    ['$n = 1', 'unexpected "="'],
    ['$list.map(1, 2)', 'variable'],
    ['$list.map($n, 2)', 'takes a variable name first'],
    ['has()', 'has() takes one reference'],
    ['has(1 + 2)', 'has() takes one reference'],
    ['default($n)', 'default() takes a reference and a value'],
    ['$list.?a', 'unexpected "?"'],
    ['$items.map(i, j)', 'j is not a value'],
  ]);
  fails('functions that do not exist', 'ExpressionSyntax', [
    ['lowr("a")', 'there is no function lowr()'],
    ['constructor()', 'there is no function constructor()'],
    ['$text.toString()', 'there is no function toString()'],
    ['__proto__("a")', 'Reserved'],
    ['lower()', 'lower() takes 1 argument, not 0'],
    ['range(1, 2, 3, 4)', 'range() takes 1 to 3 arguments, not 4'],
    ['merge({})', 'merge() takes 2 or more arguments, not 1'],
    ['$list.map(i)', 'map() takes a variable name and an expression'],
    ['hasOwnProperty("a")', 'there is no function'],
  ]);
  test('a near miss is offered', () => {
    expect(failure('$text.lowr()').hint).toBe('did you mean lower()?');
    expect(failure('$list.fliter(i, true)').hint).toBe('did you mean filter()?');
  });
});

describe('has(ref): it is there and not null; default(ref, value): the value where it is not', () => {
  gives('any path, never failing on a missing one', [
    ['has($n)', true],
    ['has($none)', false],
    ['has($skipped.a.b)', false],
    ['has($nope)', false],
    ['has($nope.a[0].b)', false],
    ['has($customer.name)', true],
    ['has($customer.age.x)', false],
    ['has($list[5])', false],
    ['has($list[0])', true],
    ['has($text.x)', false],
    ['has($list[$nope])', false],
    ['has($list[$none])', false],
    ['has($map[$key])', true],
    ['$items.map(i, has(i.qty))', [true, true, true]],
    ['has($items.filter(i, i.qty > 9)[0].sku)', false],
    ['default($n, 9)', 3],
    ['default($none, 9)', 9],
    ['default($nope.a.b, "x")', 'x'],
    ['default($list[7], 0)', 0],
    ['default($yes && false, true)', false],
    ['default(max([]), 0)', 0],
    ['default(default($nope, null), 1)', 1],
  ]);
  fails('the value may not be missing', 'MissingReference', [['default($customer.age, $nope)', 'nothing is called "nope"']]);
  fails('other errors are errors', 'ExpressionError', [
    ['has($list[0.5])', 'whole number'],
    ['default(1 / 0, 1)', 'division by zero'],
  ]);
});

describe('conditions', () => {
  const condition = (source: string | boolean) => evaluator.condition(source, env);
  test.each([
    [true, true],
    [false, false],
    ['$n > 1', true],
    ['${ $n > 5 }', false],
    ['$none', false],
    ['$skipped.ok', false],
    ['null', false],
    ['$yes', true],
  ])('%s is %s', (source, expected) => {
    expect(condition(source)).toBe(expected);
  });
  test.each(['$n', '"true"', '0', '$list', '1'])('%s is neither true nor false', (source) => {
    expect(() => condition(source)).toThrow(/a condition is true or false/);
  });
});

describe('macros', () => {
  gives('over lists, and over the keys of maps in order', [
    ['$list.all(i, i > 0)', true],
    ['$list.exists(i, i == 2)', true],
    ['$list.exists_one(i, i > 1)', false],
    ['$list.filter(i, i > 1)', [3, 2]],
    ['$list.map(i, i * 2)', [6, 2, 4]],
    ['$list.map(i, i > 1, i * 2)', [6, 4]],
    ['$map.map(k, k)', ['10', 'a', 'b']],
    ['$map.filter(k, $map[k] > 0)', ['a', 'b']],
    ['[[1, 2], [3]].map(a, a.map(b, b + size(a)))', [[3, 4], [4]]],
    ['[1].map(i, [2].map(i, i) + [i])', [[2, 1]]],
    ['[].all(i, false)', true],
    ['[1, 2].map(n, n + $n)', [4, 5]],
    ['map([1], x, x)', [1]],
  ]);
  fails('need true or false, and a list or map', 'ExpressionError', [
    ['$list.filter(i, i)', 'filter() needs true or false: i is a number'],
    ['$list.all(i, null)', 'is null'],
    ['"abc".map(c, c)', 'is text'],
  ]);
});

describe('functions', () => {
  gives('sum min max avg', [
    ['sum($list)', 6],
    ['sum([])', 0],
    ['$items.map(i, i.price).sum()', 22.5],
    ['min($list)', 1],
    ['max(1, 2.5, 2)', 2.5],
    ['max("a", "b")', 'b'],
    ['min([])', null],
    ['avg([1, 2])', 1.5],
    ['avg([])', null],
    ['max([timestamp("2026-01-01"), timestamp("2026-01-02")])', '2026-01-02T00:00:00.000Z'],
  ]);
  gives('sort unique groupBy', [
    ['sort($list)', [1, 2, 3]],
    ['sort(["b", "B", "a", "é"])', ['B', 'a', 'b', 'é']],
    ['sort($items, "price").map(i, i.sku)', ['b', 'c', 'a']],
    ['$items.sort(i, -i.price).map(i, i.sku)', ['a', 'c', 'b']],
    ['sort([])', []],
    ['unique([1, 1.0, "1", [1], [1], {"a": 1, "b": 2}, {"b": 2, "a": 1}])', [1, '1', [1], { a: 1, b: 2 }]],
    ['$items.unique(i, i.qty > 0).map(i, i.sku)', ['a', 'b']],
    ['groupBy([{"k": "b"}, {"k": "a"}, {"k": "b"}], "k")', { a: [{ k: 'a' }], b: [{ k: 'b' }, { k: 'b' }] }],
    ['keys($items.groupBy(i, i.qty > 0))', ['false', 'true']],
    ['[1, 2].groupBy(i, "__proto__").keys()', ['__proto__']],
  ]);
  gives('flatten range', [
    ['flatten([1, [2, [3]], []])', [1, 2, [3]]],
    ['range(3)', [0, 1, 2]],
    ['range(1, 4)', [1, 2, 3]],
    ['range(4, 0, -2)', [4, 2]],
    ['range(0)', []],
    ['range(3, 1)', []],
  ]);
  gives('keys values entries merge: by sorted key', [
    ['keys($map)', ['10', 'a', 'b']],
    ['values($map)', [0, 1, 2]],
    [
      'entries({"b": 1, "a": 2})',
      [
        { key: 'a', value: 2 },
        { key: 'b', value: 1 },
      ],
    ],
    ['merge({"a": 1, "b": 1}, {"b": 2}, {"c": 3})', { a: 1, b: 2, c: 3 }],
  ]);
  gives('join split lower upper trim replace', [
    ['join(["a", 1, true, null])', 'a1true'],
    ['["a", "b"].join(", ")', 'a, b'],
    ['split("a,b,", ",")', ['a', 'b', '']],
    ['split("h😀", "")', ['h', '😀']],
    ['split("abc", "x")', ['abc']],
    ['lower("ÀB")', 'àb'],
    ['$text.upper()', 'HELLO'],
    ['trim("  a ")', 'a'],
    ['replace("aXbX", "X", "$&")', 'a$&b$&'],
  ]);
  gives('startsWith endsWith contains regex', [
    ['startsWith($text, "He")', true],
    ['$text.endsWith("lo")', true],
    ['contains($text, "ell")', true],
    ['contains($list, 2)', true],
    ['regex("abc", "^a.c$")', true],
    ['regex("xabc", "b")', true],
    ['regex("abc", "^b")', false],
    ['"ab".matches("[a-b]+")', true],
    ['regex("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")', false],
  ]);
  gives('json parseJson encodeUri', [
    ['json({"a": [1, null]})', '{"a":[1,null]}'],
    ['json($run.now)', '"2026-01-31T10:00:00.000Z"'],
    ['parseJson("[1, {}]")', [1, {}]],
    ['encodeUri("a b/é&")', 'a%20b%2F%C3%A9%26'],
  ]);
  gives('round floor ceil abs', [
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['round(1.005, 2)', 1.01],
    ['round(1234, -2)', 1200],
    ['round(1.0e-7, 3)', 0],
    ['floor(-1.5)', -2],
    ['ceil(1.2)', 2],
    ['ceil(-0.5)', 0],
    ['abs(-3)', 3],
  ]);
  gives('size substring indexOf: an emoji is one character', [
    ['size("h😀")', 2],
    ['$text.size()', 5],
    ['size($list)', 3],
    ['size($map)', 3],
    ['substring("h😀llo", 1, 3)', '😀l'],
    ['$text.substring(1)', 'ello'],
    ['indexOf("h😀llo", "l")', 2],
    ['indexOf("a", "b")', -1],
  ]);
  gives('string int double bool type', [
    ['string(1.5)', '1.5'],
    ['string(true)', 'true'],
    ['int("42")', 42],
    ['int(-1.7)', -1],
    ['double("1.5")', 1.5],
    ['bool("true")', true],
    ['type(1)', 'number'],
    ['type(null)', 'null'],
    ['type($run.now)', 'timestamp'],
  ]);
  fails('refuse what they do not take', 'ExpressionError', [
    ['sum(["a"])', 'sum() does not take text: element 0'],
    ['sort([1, "a"])', '"sort" does not fit'],
    ['sort([null])', 'is null'],
    ['sort([{}])', 'sort'],
    ['groupBy([{"k": []}], "k")', 'groupBy() takes text'],
    ['range(0.5)', 'whole numbers'],
    ['range(1, 2, 0)', 'step'],
    ['regex("a", "(?=b)")', 'not a regular expression'],
    ['regex("a", "(")', 'not a regular expression'],
    ['parseJson("{")', 'not JSON'],
    ['parseJson("1e999")', 'not a number JSON can carry'],
    ['round(1, 0.5)', 'digits'],
    ['replace("a", "", "b")', 'empty'],
    ['substring("abc", 2, 9)', 'outside'],
    ['int("4x")', 'not a number'],
    ['bool("yes")', 'neither'],
  ]);
  fails('name what is missing', 'MissingReference', [
    ['sort($items, "prce")', 'element 0 of $items has no key "prce"'],
    ['groupBy($items, "x")', 'it has: price, qty, sku'],
  ]);
});

describe('times', () => {
  gives('timestamps inside, ISO 8601 UTC text outside', [
    ['timestamp("2026-01-31")', '2026-01-31T00:00:00.000Z'],
    ['timestamp("2026-01-31T10:00:00+02:00")', '2026-01-31T08:00:00.000Z'],
    ['timestamp("2026-01-31T10:00")', '2026-01-31T10:00:00.000Z'],
    ['timestamp("2026-01-31T10:00:00.1234567Z")', '2026-01-31T10:00:00.123Z'],
    ['timestamp($run.now)', '2026-01-31T10:00:00.000Z'],
    ['$run.now', '2026-01-31T10:00:00.000Z'],
    ['[$run.now]', ['2026-01-31T10:00:00.000Z']],
    ['$run.now + duration("1h30m")', '2026-01-31T11:30:00.000Z'],
    ['duration("P1D") + $run.now', '2026-02-01T10:00:00.000Z'],
    ['$run.now - duration(1000)', '2026-01-31T09:59:59.000Z'],
    ['$run.now - $run.startedAt', 3_600_000],
    ['$run.now - $run.startedAt > duration("59m")', true],
    ['timestamp($due) > $run.now', true],
    ['$run.now == timestamp("2026-01-31T11:00:00+01:00")', true],
    ['$event.time < $run.now', true],
    ['$event.data.time', 'noon'],
    ['$run.now.substring(0, 10)', '2026-01-31'],
    ['$run.now.getFullYear()', 2026],
    ['$run.now.getMonth()', 0],
    ['$run.now.getDate()', 31],
    ['$run.now.getDayOfWeek()', 6],
    ['$run.now.getDayOfYear()', 30],
    ['$run.now.getHours()', 10],
  ]);
  gives('durations: every duration of the language, milliseconds outside', [
    ['duration("30s")', 30_000],
    ['duration("1h30m")', 5_400_000],
    ['duration("2d")', 172_800_000],
    ['duration("PT30S")', 30_000],
    ['duration(1500)', 1500],
    ['duration("1h") + duration("1m")', 3_660_000],
    ['duration("1m") - duration("1h")', -3_540_000],
    ['-duration("1s")', -1000],
    ['duration("90m").getHours()', 1],
    ['duration("60s") == duration("1m")', true],
  ]);
  fails('what is neither', 'ExpressionError', [
    ['timestamp("tomorrow")', 'not a time'],
    ['timestamp("2026-02-30")', 'not a time'],
    ['timestamp("2026-13-01")', 'not a time'],
    ['timestamp("01/02/2026")', 'not a time'],
    ['timestamp(1)', 'needs text'],
    ['duration("1 fortnight")', 'not a duration'],
    ['duration(-1)', 'not a duration'],
    ['$run.now + 1', 'does not fit'],
    ['$run.now + $run.now', 'does not fit'],
  ]);
});

describe('own properties only', () => {
  gives('whatever the keys are called', [
    ['{"__proto__": 1, "constructor": 2}.constructor', 2],
    ['keys({"__proto__": 1})', ['__proto__']],
    ['merge({"__proto__": {"x": 1}}, {}).keys()', ['__proto__']],
    ['parseJson("{\\"__proto__\\": 1}").keys()', ['__proto__']],
    ['"constructor" in {}', false],
    ['has($map.toString)', false],
  ]);
  test('a result has no prototype but its own', () => {
    const result = evaluate('{"__proto__": {"polluted": true}}') as object;
    expect(Object.hasOwn(result, '__proto__')).toBe(true);
    expect('polluted' in result).toBe(false);
  });
});
