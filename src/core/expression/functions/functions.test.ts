import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MACRO_NAMES } from '../macros.ts';
import { FUNCTION_NAMES } from './functions.ts';
import { env, evaluator } from '../../../../test/helpers/expression-values.ts';

const GIVES: Readonly<Record<string, string>> = {
  'sum min max avg': String.raw`
    sum($list)  =>  6
    sum([])  =>  0
    $items.map(i, i.price).sum()  =>  22.5
    min($list)  =>  1
    max(1, 2.5, 2)  =>  2.5
    max("a", "b")  =>  "b"
    min([])  =>  null
    avg([1, 2])  =>  1.5
    avg([])  =>  null
    max([timestamp("2026-01-01"), timestamp("2026-01-02")])  =>  "2026-01-02T00:00:00.000Z"
  `,
  'sort unique groupBy': String.raw`
    sort($list)  =>  [1, 2, 3]
    sort(["b", "B", "a", "é"])  =>  ["B", "a", "b", "é"]
    sort($items, "price").map(i, i.sku)  =>  ["b", "c", "a"]
    $items.sort(i, -i.price).map(i, i.sku)  =>  ["a", "c", "b"]
    sort([])  =>  []
    unique([1, 1.0, "1", [1], [1], {"a": 1, "b": 2}, {"b": 2, "a": 1}])  =>  [1, "1", [1], {"a": 1, "b": 2}]
    $items.unique(i, i.qty > 0).map(i, i.sku)  =>  ["a", "b"]
    groupBy([{"k": "b"}, {"k": "a"}, {"k": "b"}], "k")  =>  {"a": [{"k": "a"}], "b": [{"k": "b"}, {"k": "b"}]}
    keys($items.groupBy(i, i.qty > 0))  =>  ["false", "true"]
    [1, 2].groupBy(i, "__proto__").keys()  =>  ["__proto__"]
  `,
  'flatten range': String.raw`
    flatten([1, [2, [3]], []])  =>  [1, 2, [3]]
    range(3)  =>  [0, 1, 2]
    range(1, 4)  =>  [1, 2, 3]
    range(4, 0, -2)  =>  [4, 2]
    range(0)  =>  []
    range(3, 1)  =>  []
  `,
  'keys values entries merge: by sorted key': String.raw`
    keys($map)  =>  ["10", "a", "b"]
    values($map)  =>  [0, 1, 2]
    entries({"b": 1, "a": 2})  =>  [{"key": "a", "value": 2}, {"key": "b", "value": 1}]
    merge({"a": 1, "b": 1}, {"b": 2}, {"c": 3})  =>  {"a": 1, "b": 2, "c": 3}
  `,
  'join split lower upper trim replace': String.raw`
    join(["a", 1, true, null])  =>  "a1true"
    ["a", "b"].join(", ")  =>  "a, b"
    split("a,b,", ",")  =>  ["a", "b", ""]
    split("h😀", "")  =>  ["h", "😀"]
    split("abc", "x")  =>  ["abc"]
    lower("ÀB")  =>  "àb"
    $text.upper()  =>  "HELLO"
    trim("  a ")  =>  "a"
    replace("aXbX", "X", "$&")  =>  "a$&b$&"
  `,
  'startsWith endsWith contains regex': String.raw`
    startsWith($text, "He")  =>  true
    $text.endsWith("lo")  =>  true
    contains($text, "ell")  =>  true
    contains($list, 2)  =>  true
    regex("abc", "^a.c$")  =>  true
    regex("xabc", "b")  =>  true
    regex("abc", "^b")  =>  false
    "ab".matches("[a-b]+")  =>  true
    regex("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")  =>  false
  `,
  'json parseJson encodeUri': String.raw`
    json({"a": [1, null]})  =>  "{\"a\":[1,null]}"
    json($run.now)  =>  "\"2026-01-31T10:00:00.000Z\""
    parseJson("[1, {}]")  =>  [1, {}]
    encodeUri("a b/é&")  =>  "a%20b%2F%C3%A9%26"
  `,
  'round floor ceil abs': String.raw`
    round(2.5)  =>  3
    round(-2.5)  =>  -3
    round(1.005, 2)  =>  1.01
    round(1234, -2)  =>  1200
    round(1.0e-7, 3)  =>  0
    floor(-1.5)  =>  -2
    ceil(1.2)  =>  2
    ceil(-0.5)  =>  0
    abs(-3)  =>  3
  `,
  'size substring indexOf: an emoji is one character': String.raw`
    size("h😀")  =>  2
    $text.size()  =>  5
    size($list)  =>  3
    size($map)  =>  3
    substring("h😀llo", 1, 3)  =>  "😀l"
    $text.substring(1)  =>  "ello"
    indexOf("h😀llo", "l")  =>  2
    indexOf("a", "b")  =>  -1
  `,
  'string int double bool type': String.raw`
    string(1.5)  =>  "1.5"
    string(true)  =>  "true"
    int("42")  =>  42
    int(-1.7)  =>  -1
    double("1.5")  =>  1.5
    bool("true")  =>  true
    type(1)  =>  "number"
    type(null)  =>  "null"
    type($run.now)  =>  "timestamp"
  `,
  'times: timestamps inside, ISO 8601 UTC text outside': String.raw`
    timestamp("2026-01-31")  =>  "2026-01-31T00:00:00.000Z"
    timestamp("2026-01-31T10:00:00+02:00")  =>  "2026-01-31T08:00:00.000Z"
    timestamp("2026-01-31T10:00")  =>  "2026-01-31T10:00:00.000Z"
    timestamp("2026-01-31T10:00:00.1234567Z")  =>  "2026-01-31T10:00:00.123Z"
    timestamp($run.now)  =>  "2026-01-31T10:00:00.000Z"
    $run.now  =>  "2026-01-31T10:00:00.000Z"
    [$run.now]  =>  ["2026-01-31T10:00:00.000Z"]
    $run.now + duration("1h30m")  =>  "2026-01-31T11:30:00.000Z"
    duration("P1D") + $run.now  =>  "2026-02-01T10:00:00.000Z"
    $run.now - duration(1000)  =>  "2026-01-31T09:59:59.000Z"
    $run.now - $run.startedAt  =>  3600000
    $run.now - $run.startedAt > duration("59m")  =>  true
    timestamp($due) > $run.now  =>  true
    $run.now == timestamp("2026-01-31T11:00:00+01:00")  =>  true
    $event.time < $run.now  =>  true
    $event.data.time  =>  "noon"
    $run.now.substring(0, 10)  =>  "2026-01-31"
    $run.now.getFullYear()  =>  2026
    $run.now.getMonth()  =>  0
    $run.now.getDate()  =>  31
    $run.now.getDayOfWeek()  =>  6
    $run.now.getDayOfYear()  =>  30
    $run.now.getHours()  =>  10
    $run.now.getDayOfMonth()  =>  30
    timestamp("2026-01-31T10:11:12.013Z").getMinutes()  =>  11
    timestamp("2026-01-31T10:11:12.013Z").getSeconds()  =>  12
    timestamp("2026-01-31T10:11:12.013Z").getMilliseconds()  =>  13
    timestamp("0050-02-01").getDayOfYear()  =>  31
  `,
  'times: durations: every duration of the language, milliseconds outside': String.raw`
    duration("30s")  =>  30000
    duration("1h30m")  =>  5400000
    duration("2d")  =>  172800000
    duration("PT30S")  =>  30000
    duration(1500)  =>  1500
    duration("1h") + duration("1m")  =>  3660000
    duration("1m") - duration("1h")  =>  -3540000
    -duration("1s")  =>  -1000
    duration("90m").getHours()  =>  1
    duration("60s") == duration("1m")  =>  true
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

test('the page on expressions names every function and macro', () => {
  const page = readFileSync(new URL('../../../../docs/expressions.md', import.meta.url), 'utf8');
  const missing = [...FUNCTION_NAMES, ...MACRO_NAMES].filter((name) => !new RegExp(`[\`.]${name}[\`(]`).test(page));
  expect(missing).toEqual([]);
});
