import { describe, expect, test } from 'vitest';
import { env, evaluator } from '../../../test/helpers/expression-values.ts';

const GIVES: Readonly<Record<string, string>> = {
  'the examples of the language page': String.raw`
    $check.score > 0.8 && "vip" in $customer.tags  =>  true
    $items.filter(i, i.qty > 0).map(i, i.sku)  =>  ["a", "c"]
    $n > 1 ? "a" : "b"  =>  "a"
  `,
  'one number type: +': String.raw`
    $n + 1  =>  4
    1 + $half  =>  1.5
    0.1 + 0.2  =>  0.30000000000000004
    "x" + 1  =>  "x1"
    1 + "x"  =>  "1x"
    "a" + true  =>  "atrue"
    "a" + "b"  =>  "ab"
    [1] + ["a"]  =>  [1, "a"]
    "at " + $run.now  =>  "at 2026-01-31T10:00:00.000Z"
  `,
  'one number type: -': String.raw`
    5 - 7  =>  -2
    $n - 0.5  =>  2.5
    -$n  =>  -3
    - -2  =>  2
    -0  =>  0
    0 * -1  =>  0
  `,
  'one number type: *': String.raw`
    3 * 1.5  =>  4.5
    $n * $n  =>  9
  `,
  'one number type: /': String.raw`
    5 / 2  =>  2.5
    5 / 2 == 2.5  =>  true
    6 / 3  =>  2
  `,
  'one number type: %': String.raw`
    7 % 2  =>  1
    7 % 2 == 1  =>  true
    7.5 % 2  =>  1.5
    -7 % 2  =>  -1
  `,
  'one number type: ==': String.raw`
    1 == 1.0  =>  true
    $n == 3  =>  true
    [1, {"a": 2}] == [1.0, {"a": 2.0}]  =>  true
    null == null  =>  true
    $skipped == null  =>  true
    {"a": 1, "b": 2} == {"b": 2, "a": 1}  =>  true
    [1] == [1, 2]  =>  false
  `,
  'one number type: !=': String.raw`
    1 != 2  =>  true
    "a" != "a"  =>  false
  `,
  'one number type: values of different types are unequal': String.raw`
    1 == "1"  =>  false
    true == 1  =>  false
    null == 0  =>  false
    null == false  =>  false
    [] == {}  =>  false
    "" == null  =>  false
    [1] == ["1"]  =>  false
    timestamp("2026-01-31") == "2026-01-31"  =>  false
  `,
  'one number type: < <= > >=': String.raw`
    1 < 1.5  =>  true
    2 <= 2.0  =>  true
    "a" < "b"  =>  true
    "B" < "a"  =>  true
    false < true  =>  true
    3 >= $n  =>  true
    2 > 3  =>  false
  `,
  'one number type: in': String.raw`
    2 in $list  =>  true
    "2" in $list  =>  false
    "a" in $map  =>  true
    "toString" in $map  =>  false
    null in [1, null]  =>  true
    [1] in [[1.0]]  =>  true
  `,
  'one number type: && || ! from left to right, only as far as needed': String.raw`
    true && false  =>  false
    false || true  =>  true
    !$yes  =>  false
    false && $none  =>  false
    true || $nope  =>  true
    has($customer.age) && $customer.age > 18  =>  false
  `,
  'one number type: ? :': String.raw`
    true ? 1 : "a"  =>  1
    false ? 1 : null  =>  null
    true ? 1 : 1 / 0  =>  1
  `,
  'one number type: precedence': String.raw`
    1 + 2 * 3  =>  7
    (1 + 2) * 3  =>  9
    10 - 2 - 3  =>  5
    1 < 2 && 2 < 3 || false  =>  true
    !true || true  =>  true
    1 - -1  =>  2
  `,
  'references in expressions: paths': String.raw`
    $list[0]  =>  3
    $list[$n - 1]  =>  2
    $list[1.0]  =>  1
    $map[$key]  =>  2
    $map["10"]  =>  0
    $items[0].sku  =>  "a"
    $items.filter(i, i.qty > 1)[0].sku  =>  "a"
    {"a": {"b": 1}}.a.b  =>  1
    [1, 2][1]  =>  2
    ($customer).name  =>  "Ann"
  `,
  'references in expressions: words of the language are names and keys': String.raw`
    $in.true  =>  1
    $in.null.in  =>  2
    $in . true  =>  1
    {"in": 1}.in  =>  1
  `,
  'references in expressions: string literals are never searched': String.raw`
    "$n"  =>  "$n"
    "a" + $text  =>  "aHello"
    r"\$n"  =>  "\\$n"
  `,
  'has(ref): it is there and not null; default(ref, value): the value where it is not: any path, never failing on a missing one': String.raw`
    has($n)  =>  true
    has($none)  =>  false
    has($skipped.a.b)  =>  false
    has($nope)  =>  false
    has($nope.a[0].b)  =>  false
    has($customer.name)  =>  true
    has($customer.age.x)  =>  false
    has($list[5])  =>  false
    has($list[0])  =>  true
    has($text.x)  =>  false
    has($list[$nope])  =>  false
    has($list[$none])  =>  false
    has($map[$key])  =>  true
    $items.map(i, has(i.qty))  =>  [true, true, true]
    has($items.filter(i, i.qty > 9)[0].sku)  =>  false
    default($n, 9)  =>  3
    default($none, 9)  =>  9
    default($nope.a.b, "x")  =>  "x"
    default($list[7], 0)  =>  0
    default($yes && false, true)  =>  false
    default(max([]), 0)  =>  0
    default(default($nope, null), 1)  =>  1
  `,
  'macros: over lists, and over the keys of maps in order': String.raw`
    $list.all(i, i > 0)  =>  true
    $list.exists(i, i == 2)  =>  true
    $list.exists_one(i, i > 1)  =>  false
    $list.filter(i, i > 1)  =>  [3, 2]
    $list.map(i, i * 2)  =>  [6, 2, 4]
    $list.map(i, i > 1, i * 2)  =>  [6, 4]
    $map.map(k, k)  =>  ["10", "a", "b"]
    $map.filter(k, $map[k] > 0)  =>  ["a", "b"]
    [[1, 2], [3]].map(a, a.map(b, b + size(a)))  =>  [[3, 4], [4]]
    [1].map(i, [2].map(i, i) + [i])  =>  [[2, 1]]
    [].all(i, false)  =>  true
    [1, 2].map(n, n + $n)  =>  [4, 5]
    map([1], x, x)  =>  [1]
  `,
  'own properties only: whatever the keys are called': String.raw`
    {"__proto__": 1, "constructor": 2}.constructor  =>  2
    keys({"__proto__": 1})  =>  ["__proto__"]
    merge({"__proto__": {"x": 1}}, {}).keys()  =>  ["__proto__"]
    parseJson("{\"__proto__\": 1}").keys()  =>  ["__proto__"]
    "constructor" in {}  =>  false
    has($map.toString)  =>  false
  `,
};

/** `source  =>  what it gives`, one in a line. */
function rowsOf(table: string): readonly (readonly [source: string, expected: string])[] {
  return table
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [source = '', expected = ''] = line.trim().split('  =>  ');
      return [source, expected] as const;
    });
}

describe.each(Object.entries(GIVES))('%s', (_, table) => {
  test.each(rowsOf(table))('%s gives %s', (source, expected) => {
    expect(evaluator.evaluate(source, env)).toEqual(JSON.parse(expected));
  });
});

test.each([
  ['${ $n > 1 }', true],
  ['  ${ $n }\n', 3],
  ["'$n ${x}'", '$n ${x}'],
  ['"""$n\n"""', '$n\n'],
])('a wrapper, and lines: %j', (source, expected) => {
  expect(evaluator.evaluate(source, env)).toBe(expected);
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

test('a result has no prototype but its own', () => {
  const result = evaluator.evaluate('{"__proto__": {"polluted": true}}', env) as object;
  expect(Object.hasOwn(result, '__proto__')).toBe(true);
  expect('polluted' in result).toBe(false);
});
