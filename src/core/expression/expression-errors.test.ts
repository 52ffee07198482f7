import { describe, expect, test } from 'vitest';
import { StepwrightError } from '../errors/stepwright-error.ts';
import { env, evaluator } from '../../../test/helpers/expression-values.ts';

function failure(source: string): StepwrightError {
  try {
    evaluator.evaluate(source, env);
  } catch (error) {
    if (error instanceof StepwrightError) return error;
    throw error;
  }
  throw new Error(`${source} did not fail`);
}

/** What is wrong, the code, and expressions with a part of the message. */
const FAILS: readonly (readonly [title: string, code: string, table: string])[] = [
  [
    'numbers that JSON cannot carry',
    'ExpressionError',
    String.raw`
    1 / 0  =>  division by zero: 1 / 0
    0 / 0  =>  division by zero
    1 % 0  =>  division by zero
    $n / ($n - 3)  =>  division by zero
    9007199254740991 + 1  =>  beyond 2^53
    3000000000 * 4000000  =>  beyond 2^53
    $big * 1  =>  beyond 2^53
  `,
  ],
  [
    'ordering across types',
    'ExpressionError',
    String.raw`
    1 < "a"  =>  "<" does not fit: 1 is a number, "a" is text
    $list > 1  =>  $list is a list
    true >= 1  =>  true is a boolean
    $run.now > $due  =>  $run.now is a time, $due is text
    [1] < [2]  =>  a list
  `,
  ],
  [
    'null as an operand names the reference',
    'ExpressionError',
    String.raw`
    $none < 1  =>  $none is null: "<" needs a value
    1 + $none  =>  $none is null
    $skipped.a.b * 2  =>  $skipped.a.b is null
    !$none  =>  $none is null
    $none && true  =>  $none is null
    true && $none  =>  $none is null
    null && false  =>  null is null
    false || $none  =>  $none is null
    -$none  =>  $none is null
    "a" + $none  =>  $none is null
    1 in $none  =>  $none is null
    $none ? 1 : 2  =>  $none is null
    lower($none)  =>  $none is null
    $none.map(i, i)  =>  $none is null
    sum([1, null])  =>  element 1 of [1, null] is null
    $skipped.filter(i, true)  =>  $skipped is null
    max(1, $none)  =>  $none is null
  `,
  ],
  [
    'operands that do not fit',
    'ExpressionError',
    String.raw`
    1 && true  =>  "&&" needs true or false: 1 is a number
    "a" ? 1 : 2  =>  needs true or false
    !1  =>  needs true or false
    "a" - 1  =>  does not fit
    [1] + 1  =>  does not fit
    {} + {}  =>  does not fit
    "a" * 2  =>  does not fit
    -"a"  =>  does not fit
    "a" in "abc"  =>  does not fit
    1 in $map  =>  a key is text
    lower(1)  =>  lower() needs text: 1 is a number
    {1: 2}  =>  a key is text
  `,
  ],
  [
    'an index that is not whole',
    'ExpressionError',
    String.raw`
    $list[0.5]  =>  whole number, not 0.5
    $list[$half]  =>  whole number, not 0.5 ($half)
    $list[true]  =>  an index is a whole number or text
    $list[$none]  =>  $none is null
  `,
  ],
  [
    'references in expressions: missing',
    'MissingReference',
    String.raw`
    $customer.nam  =>  customer has no key "nam"; it has: name, tags
    $list[3]  =>  list has no element [3]; it is a list of 3
    $list[-1]  =>  no element [-1]
    $nope  =>  nothing is called "nope" here
    $text.size  =>  text has no key "size"; it is text
    $items.map(i, i.skuu)  =>  i has no key "skuu"; it has: price, qty, sku
    {"a": 1}.b  =>  has no key "b"; it has: a
    $map[1]  =>  map has no element [1]
  `,
  ],
  [
    'syntax: what is not an expression',
    'ExpressionSyntax',
    String.raw`
    1 +  =>  ends too early
    $  =>  "$" without a name
    $5  =>  "$" without a name
    (1  =>  too early
    "abc  =>  Unterminated
    1 2  =>  unexpected "2"
    a.b  =>  a is not a value
    score > 1  =>  score is not a value
    $n(1)  =>  a reference cannot be called
    $n == 1 ? 2  =>  too early
    1u  =>  no unsigned numbers
    b"x"  =>  no bytes
    9007199254740993  =>  beyond 2^53
    1e400  =>  Invalid number
    {name: 1}  =>  the key name needs quotes
    $n = 1  =>  unexpected "="
    $list.map(1, 2)  =>  variable
    $list.map($n, 2)  =>  takes a variable name first
    has()  =>  has() takes one reference
    has(1 + 2)  =>  has() takes one reference
    default($n)  =>  default() takes a reference and a value
    $list.?a  =>  unexpected "?"
    $items.map(i, j)  =>  j is not a value
  `,
  ],
  [
    'syntax: functions that do not exist',
    'ExpressionSyntax',
    String.raw`
    lowr("a")  =>  there is no function lowr()
    constructor()  =>  there is no function constructor()
    $text.toString()  =>  there is no function toString()
    __proto__("a")  =>  Reserved
    lower()  =>  lower() takes 1 argument, not 0
    range(1, 2, 3, 4)  =>  range() takes 1 to 3 arguments, not 4
    merge({})  =>  merge() takes 2 or more arguments, not 1
    $list.map(i)  =>  map() takes a variable name and an expression
    hasOwnProperty("a")  =>  there is no function
  `,
  ],
  [
    'has(ref): it is there and not null; default(ref, value): the value where it is not: the value may not be missing',
    'MissingReference',
    String.raw`
    default($customer.age, $nope)  =>  nothing is called "nope"
  `,
  ],
  [
    'has(ref): it is there and not null; default(ref, value): the value where it is not: other errors are errors',
    'ExpressionError',
    String.raw`
    has($list[0.5])  =>  whole number
    default(1 / 0, 1)  =>  division by zero
  `,
  ],
  [
    'macros: need true or false, and a list or map',
    'ExpressionError',
    String.raw`
    $list.filter(i, i)  =>  filter() needs true or false: i is a number
    $list.all(i, null)  =>  is null
    "abc".map(c, c)  =>  is text
  `,
  ],
  [
    'refuse what they do not take',
    'ExpressionError',
    String.raw`
    sum(["a"])  =>  sum() does not take text: element 0
    sort([1, "a"])  =>  "sort" does not fit
    sort([null])  =>  is null
    sort([{}])  =>  sort
    groupBy([{"k": []}], "k")  =>  groupBy() takes text
    range(0.5)  =>  whole numbers
    range(1, 2, 0)  =>  step
    regex("a", "(?=b)")  =>  not a regular expression
    regex("a", "(")  =>  not a regular expression
    parseJson("{")  =>  not JSON
    parseJson("1e999")  =>  not a number JSON can carry
    round(1, 0.5)  =>  digits
    replace("a", "", "b")  =>  empty
    substring("abc", 2, 9)  =>  outside
    int("4x")  =>  not a number
    bool("yes")  =>  neither
  `,
  ],
  [
    'name what is missing',
    'MissingReference',
    String.raw`
    sort($items, "prce")  =>  element 0 of $items has no key "prce"
    groupBy($items, "x")  =>  it has: price, qty, sku
  `,
  ],
  [
    'times: what is neither',
    'ExpressionError',
    String.raw`
    timestamp("tomorrow")  =>  not a time
    timestamp("2026-02-30")  =>  not a time
    timestamp("2026-13-01")  =>  not a time
    timestamp("01/02/2026")  =>  not a time
    timestamp(1)  =>  needs text
    duration("1 fortnight")  =>  not a duration
    duration(-1)  =>  not a duration
    $run.now + 1  =>  does not fit
    $run.now + $run.now  =>  does not fit
  `,
  ],
];

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

describe.each(FAILS)('%s: %s', (_, code, table) => {
  test.each(rowsOf(table))('%s', (source, message) => {
    const error = failure(source);
    expect(error).toMatchObject({ code, class: 'validation' });
    expect(error.message).toContain(message);
  });
});

test.each([
  ['', 'empty'],
  ['  ', 'empty'],
  ['${ ${ $n } }', '"$" without a name'],
  ['${ $n } > 1', 'text after the ${ … }'],
  ['${ $n', 'the ${ is not closed'],
])('%j is not an expression', (source, message) => {
  expect(failure(source)).toMatchObject({ code: 'ExpressionSyntax', message: expect.stringContaining(message) as string });
});

test('a near miss of a function is offered', () => {
  expect(failure('$text.lowr()').hint).toBe('did you mean lower()?');
  expect(failure('$list.fliter(i, true)').hint).toBe('did you mean filter()?');
});
