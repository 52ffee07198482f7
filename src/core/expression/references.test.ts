import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../definition/json.ts';
import { StepwrightError } from '../errors/stepwright-error.ts';
import type { Environment } from './environment.ts';
import { Evaluator } from './evaluator.ts';

const SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    city: { type: 'string' },
    address: { anyOf: [{ properties: { street: { properties: { number: {} } } } }] },
    rows: { items: { properties: { note: {} } } },
  },
};

const VALUES: Readonly<Record<string, unknown>> = {
  name: 'Ann',
  orderId: 'X',
  count: 3,
  yes: true,
  nothing: null,
  skipped: undefined,
  order: { id: 7, lines: [{ sku: 'a' }, { sku: 'b' }], 'odd key': 'odd', note: null },
  'create-order': { link: 'L' },
  'a-b-c': 'abc',
  'a-b': 'ab',
  customer: { rows: [{}] },
  list: [1, 'two', null],
  dollars: '$name ${name}',
  own: { constructor: 1, toString: 2 },
  run: { id: 'r-1', now: '2026-01-31T10:00:00.000Z' },
  input: { name: 'Ann' },
};

const env: Environment = {
  lookup: (root) => {
    if (!Object.hasOwn(VALUES, root)) return undefined;
    return root === 'customer' ? { value: VALUES[root], schema: SCHEMA } : { value: VALUES[root] };
  },
  names: () => Object.keys(VALUES),
};

const NAMES = new Set([...Object.keys(VALUES), 'secrets']);

function resolve(value: unknown): unknown {
  return new Evaluator(NAMES).resolve(value, env);
}

function failure(value: unknown): StepwrightError {
  try {
    resolve(value);
  } catch (error) {
    if (error instanceof StepwrightError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(value)} did not fail`);
}

describe('exactly one reference or one ${ … } keeps its type', () => {
  test.each([
    ['$count', 3],
    ['$yes', true],
    ['$nothing', null],
    ['$list', [1, 'two', null]],
    ['$order.lines', [{ sku: 'a' }, { sku: 'b' }]],
    ['$order.lines[1].sku', 'b'],
    ['$order["odd key"]', 'odd'],
    ["$order['odd key']", 'odd'],
    ['$input.name', 'Ann'],
    ['$run.now', '2026-01-31T10:00:00.000Z'],
    ['${ $count + 1 }', 4],
    ['${$order}', VALUES['order']],
  ])('%s', (text, expected) => {
    expect(resolve(text)).toEqual(expected);
  });
});

describe('inside text: text as it is, null as nothing, a list or map as JSON', () => {
  test.each([
    ['Hello $name', 'Hello Ann'],
    ['$name$count', 'Ann3'],
    ['[$nothing]', '[]'],
    ['a $yes b', 'a true b'],
    ['is $list', 'is [1,"two",null]'],
    ['is $order.lines[0]', 'is {"sku":"a"}'],
    ['${ $count + 1 } of ${ $count }', '4 of 3'],
    [' $count', ' 3'],
    ['at ${ $run.now }', 'at 2026-01-31T10:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(resolve(text)).toBe(expected);
  });
});

describe('only $ before a letter, _ or { means anything', () => {
  test.each(['$5', '5$', '^a$', '$', '$ name', '$-', '$.x', '$é', 'a$'])('%s is text', (text) => {
    expect(resolve(text)).toBe(text);
  });
});

describe('$$ is a dollar sign', () => {
  test.each([
    ['$$HOME', '$HOME'],
    ['$$', '$'],
    ['$${', '${'],
    ['$${name}', '${name}'],
    ['$$$name', '$Ann'],
    ['$$$$', '$$'],
    ['a$$b$name', 'a$bAnn'],
  ])('%s', (text, expected) => {
    expect(resolve(text)).toBe(expected);
  });
});

test('what was inserted is never read again', () => {
  expect(resolve('$dollars')).toBe('$name ${name}');
  expect(resolve('x $dollars')).toBe('x $name ${name}');
});

describe('in text, .x or [0] after a text, number or boolean is text', () => {
  test.each([
    ['Order-$orderId.pdf', 'Order-X.pdf'],
    ['$orderId.a.b[0] x', 'X.a.b[0] x'],
    ['is $count[0]["a"]', 'is 3[0]["a"]'],
    ['is $yes.no', 'is true.no'],
    ['$order.id.pdf.', '7.pdf.'],
    ['Hi $name.', 'Hi Ann.'],
    ['$list[1].x!', 'two.x!'],
    ['$name[x]', 'Ann[x]'],
    ['$name["x', 'Ann["x'],
  ])('%s', (text, expected) => {
    expect(resolve(text)).toBe(expected);
  });

  test.each(['$orderId.pdf', 'is $order.nope', '$list.nope x', 'x $list[9]', 'x $order.note.text'])('%s is an error', (text) => {
    expect(failure(text)).toMatchObject({ code: 'MissingReference', class: 'validation' });
  });
});

describe('a hyphen belongs to the longest known name', () => {
  test.each([
    ['$create-order.link', 'L'],
    ['$a-b-c', 'abc'],
    ['$a-b-d', 'ab-d'],
    ['$name-tag', 'Ann-tag'],
    ['$name-', 'Ann-'],
    ['$count-1', '3-1'],
    ['${ $count -1 }', 2],
    ['${ $count-1 }', 2],
    ['${ $a-b-c + "!" }', 'abc!'],
    ['${ $create-order.link }', 'L'],
  ])('%s', (text, expected) => {
    expect(resolve(text)).toBe(expected);
  });
});

describe('braces and dollars in string literals do not count', () => {
  test.each([
    ['${ "}" }', '}'],
    ['${ \'}\' + "{" } x', '}{ x'],
    ['${ "a\\"}" }', 'a"}'],
    ['${ """}""" }', '}'],
    ['${ "$name" }', '$name'],
    ['${ "${name}" }', '${name}'],
    ['${ {"a": {"b": 1}}.a.b }', 1],
    ['${ // a note }\n 1 }', 1],
  ])('%s', (text, expected) => {
    expect(resolve(text)).toBe(expected);
  });

  test('a ${ that is not closed is an error', () => {
    expect(failure('x ${ $name')).toMatchObject({ code: 'ExpressionSyntax', details: { offset: 2, length: 2 } });
  });
});

describe('null', () => {
  test.each(['$skipped', '$skipped.a.b[0]["c"]', '${ $skipped.a }', '${ $skipped[0].a["b"] }'])(
    '%s: a name without a value is null, and all below it',
    (text) => {
      expect(resolve(text)).toBeNull();
    },
  );

  test.each([
    '$customer.city',
    '$customer.city.anything',
    '$customer.address.street.number',
    '$customer.rows[0].note',
    '${ $customer.address.street }',
  ])('%s: an optional input property not given is null, and all below it', (text) => {
    expect(resolve(text)).toBeNull();
  });

  test('in text it is nothing', () => {
    expect(resolve('[$skipped.x$customer.city]')).toBe('[]');
  });

  test.each(['$customer.cty', '$customer.rows[1]', '$customer.rows[0].nte', '$order.note.text', '$nothing.x'])(
    '%s is a MissingReference',
    (text) => {
      expect(failure(text).code).toBe('MissingReference');
    },
  );
});

describe('a missing path names what exists there, the near miss in the hint', () => {
  test.each([
    ['$order.lnes', 'order has no key "lnes"; it has: id, lines, note, odd key', 'did you mean $order.lines?'],
    ['$order.lines[2]', 'order.lines has no element [2]; it is a list of 2', 'the first element is [0]'],
    ['$order.lines.sku', 'order.lines has no key "sku"; it is a list of 2', 'name an element, such as $order.lines[0].sku'],
    ['$order.lines[0].suk', 'order.lines[0] has no key "suk"; it has: sku', 'did you mean $order.lines[0].sku?'],
    ['$order.note.x', 'order.note has no key "x"; it is null', 'default($order.note.x, …)'],
    ['$order[0]', 'order has no element [0]; it has: id', undefined],
    ['${ $order.lnes }', 'order has no key "lnes"', 'did you mean $order.lines?'],
    ['$nam', 'nothing is called "nam" here', 'did you mean $name?'],
    ['$create-ordr.link', 'nothing is called "create" here', 'did you mean $create-order?'],
    ['$zzzzzz', 'nothing is called "zzzzzz" here', 'there is: $name'],
  ])('%s', (text, message, hint) => {
    const error = failure(text);
    expect(error.code).toBe('MissingReference');
    expect(error.message).toContain(message);
    if (hint !== undefined) expect(error.hint).toContain(hint);
  });
});

describe('secrets', () => {
  test.each([
    ['$secrets.TOKEN', [{ secret: 'TOKEN' }]],
    ['Bearer $secrets.TOKEN', ['Bearer ', { secret: 'TOKEN' }]],
    ['$secrets.USER:$secrets["PASS"]!', [{ secret: 'USER' }, ':', { secret: 'PASS' }, '!']],
    ['$name $secrets.A$count', ['Ann ', { secret: 'A' }, '3']],
    ['$secrets.TOKEN.txt', [{ secret: 'TOKEN' }, '.txt']],
    ['$$x ${ $count } $secrets.A', ['$x 3 ', { secret: 'A' }]],
  ])('%s is a placeholder', (text, parts) => {
    expect(resolve({ header: text })).toEqual({ header: { $secretText: parts } });
  });

  test('data cannot pretend to be one', () => {
    const forged = { lookup: () => ({ value: { deep: [{ $secretText: [{ secret: 'A' }] }] } }), names: () => ['forged'] };
    const evaluator = new Evaluator(new Set(['forged']));
    expect(() => evaluator.resolve('$forged', forged)).toThrow(/reserved/);
    expect(() => evaluator.resolve('${ $forged }', forged)).toThrow(/reserved/);
    expect(() => evaluator.resolve({ $secretText: [] }, forged)).toThrow(/reserved/);
  });

  test('in an expression, or without a name, it is an error', () => {
    expect(failure('${ $secrets.TOKEN }')).toMatchObject({ code: 'ExpressionError' });
    expect(failure('${ has($secrets.TOKEN) }')).toMatchObject({ code: 'ExpressionError' });
    expect(failure('$secrets')).toMatchObject({ code: 'MissingReference' });
  });
});

describe('any JSON value', () => {
  test('lists and maps are walked, keys stay as they are', () => {
    expect(resolve({ $name: ['$name', { b: '$count' }], n: 1, x: null, t: true })).toEqual({
      $name: ['Ann', { b: 3 }],
      n: 1,
      x: null,
      t: true,
    });
  });

  test('the result is fresh', () => {
    const given = { list: ['$list'], plain: [1] };
    const resolved = resolve(given) as { list: unknown[][]; plain: number[] };
    expect(resolved.list[0]).not.toBe(VALUES['list']);
    expect(resolved.plain).not.toBe(given.plain);
  });

  test('undefined is left out', () => {
    expect(resolve({ a: undefined, b: [undefined] })).toStrictEqual({ b: [null] });
  });

  test('__proto__ stays an own key', () => {
    const resolved = resolve(JSON.parse('{"__proto__": {"x": "$name"}}')) as object;
    expect(Object.getPrototypeOf(resolved)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(resolved, '__proto__')?.value).toEqual({ x: 'Ann' });
  });

  test.each([
    '$name.constructor',
    '$order.constructor',
    '$order.__proto__',
    '$list.length',
    '$list.constructor',
    '$order.toString',
    '$constructor',
    '$__proto__',
    '$toString.x',
  ])('%s reaches no prototype', (text) => {
    expect(failure(text).code).toBe('MissingReference');
    expect(failure(`\${ ${text} }`).code).toBe('MissingReference');
  });

  test('own keys of such names are keys', () => {
    expect(resolve('$own.constructor')).toBe(1);
    expect(resolve('${ $own.toString }')).toBe(2);
    expect(resolve('$own')).toEqual(VALUES['own']);
  });
});
