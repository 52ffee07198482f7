import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../definition/json.ts';
import { checkExpression, checkText, referencesOfExpression, referencesOfText } from './static.ts';

const NAMES = new Set(['order', 'order-id', 'create-order', 'items', 'note', 'run', 'event', 'secrets', 'input']);

const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  order: {
    type: 'object',
    properties: {
      total: { type: 'number' },
      id: { type: 'string' },
      open: { type: 'boolean' },
      lines: { type: 'array', items: { type: 'object', properties: { qty: { type: 'integer' } } } },
      any: {},
      mixed: { type: ['string', 'number'] },
    },
  },
  items: { type: 'array', items: { type: 'string' } },
  note: { type: ['string', 'null'] },
};

const typeOf = (root: string) => (Object.hasOwn(SCHEMAS, root) ? SCHEMAS[root] : undefined);

/** The text under each reference. */
function underlined(source: string, found: readonly { readonly offset: number; readonly length: number }[]): readonly string[] {
  return found.map(({ offset, length }) => source.slice(offset, offset + length));
}

describe('references of a text', () => {
  test('each with its root, segments and place', () => {
    const text = 'To $order.lines[0]["odd key"]: ${ $items[$order.id].x + $note } and $create-order.link';
    const found = referencesOfText(text, NAMES);
    expect(found.map(({ root, segments }) => [root, segments])).toEqual([
      ['order', ['lines', 0, 'odd key']],
      ['items', [null, 'x']],
      ['order', ['id']],
      ['note', []],
      ['create-order', ['link']],
    ]);
    expect(underlined(text, found)).toEqual([
      '$order.lines[0]["odd key"]',
      '$items[$order.id].x',
      '$order.id',
      '$note',
      '$create-order.link',
    ]);
  });

  test('$$, lone dollars and string literals hold none', () => {
    expect(referencesOfText('$$order $5 ${ "$order" } $${order}', NAMES)).toEqual([]);
  });

  test('a hyphen that could be read in two ways is marked', () => {
    expect(referencesOfText('$order-id', NAMES)).toMatchObject([{ root: 'order-id', ambiguousHyphen: true }]);
    expect(referencesOfExpression('$order-id', NAMES)).toMatchObject([{ root: 'order-id', ambiguousHyphen: true }]);
    expect(referencesOfText('$create-order', NAMES)[0]).not.toHaveProperty('ambiguousHyphen');
  });

  test('an unknown name with a hyphen tells all that could belong to it', () => {
    expect(referencesOfText('$create-ordr.link', NAMES)).toMatchObject([{ root: 'create', spelled: 'create-ordr', segments: [] }]);
  });

  test('secrets are marked', () => {
    expect(referencesOfText('Bearer $secrets.TOKEN', NAMES)).toMatchObject([{ root: 'secrets', segments: ['TOKEN'], secret: true }]);
    expect(referencesOfExpression('$secrets.TOKEN', NAMES)).toMatchObject([{ secret: true }]);
  });
});

describe('references of an expression', () => {
  test('those in has() and default() are guarded', () => {
    const found = referencesOfExpression('has($order.x) && default($note, $items) == $run.id', NAMES);
    expect(found.map(({ root, guarded }) => [root, guarded])).toEqual([
      ['order', true],
      ['note', true],
      ['items', false],
      ['run', false],
    ]);
  });

  test('offsets count in the source given, wrapper and all', () => {
    const source = ' ${ $order.lines.filter(l, l.qty > $note)[0].qty }';
    expect(underlined(source, referencesOfExpression(source, NAMES))).toEqual(['$order.lines', '$note']);
  });

  test('what cannot be parsed has none', () => {
    expect(referencesOfExpression('$order +', NAMES)).toEqual([]);
    expect(referencesOfText('${ $order', NAMES)).toEqual([]);
  });
});

describe('the static check finds', () => {
  test.each([
    ['$order.total > "1"', 'ExpressionType', '$order.total is null or a number, "1" is text', '$order.total > "1"'],
    ['$order.total && true', 'ExpressionType', '"&&" needs a boolean: $order.total', '$order.total'],
    ['!$order.id', 'ExpressionType', '"!" needs a boolean', '$order.id'],
    ['$order.id - 1', 'ExpressionType', '"-" does not fit', '$order.id - 1'],
    ['lower($order.total)', 'ExpressionType', 'lower() needs text', '$order.total'],
    ['$order.lines.map(l, l.qty + [])', 'ExpressionType', '"+" does not fit: l.qty', 'l.qty + []'],
    ['$items.filter(i, i)', 'ExpressionType', 'filter() needs a boolean: i is null or text', 'i'],
    ['$items.map(i, i.size() + 1).filter(n, n.lower() == "a")', 'ExpressionType', 'lower() needs text: n is a number', 'n'],
    ['$run.now > "2026-01-01"', 'ExpressionType', '$run.now is null or a time', '$run.now > "2026-01-01"'],
    ['1 in $order.total', 'ExpressionType', '"in" does not fit', '1 in $order.total'],
    ['$order.total.map(x, x)', 'ExpressionType', 'map() needs a list or a map', '$order.total'],
    ['null + 1', 'ExpressionType', 'null is null', 'null + 1'],
    ['$items[true]', 'ExpressionType', 'an index needs', 'true'],
    ['lowr($order.id)', 'ExpressionSyntax', 'there is no function lowr()', 'lowr($order.id)'],
    ['$order.total >', 'ExpressionSyntax', 'ends too early', ''],
    ['$order.total + ]', 'ExpressionSyntax', 'unexpected "]"', ']'],
    [`"${'a'.repeat(10_001)}"`, 'ExpressionLimit', 'more than 10000 characters', ''],
  ])('%s', (source, code, message, place) => {
    const issues = checkExpression(source, NAMES, typeOf);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code });
    expect(issues[0]?.message).toContain(message);
    expect(underlined(source, issues)).toEqual([place]);
  });

  test('a condition that can be neither true nor false', () => {
    expect(checkExpression('$order.total + 1', NAMES, typeOf, 'boolean')).toMatchObject([
      { code: 'ExpressionType', message: 'a condition is true or false, this is a number' },
    ]);
    for (const source of ['$order.open', '$order.any', 'null', '$unknown.x', '$order.total > 1', 'default($note, true)'])
      expect(checkExpression(source, NAMES, typeOf, 'boolean')).toEqual([]);
  });

  test('a near miss of a function, in the hint', () => {
    expect(checkExpression('$items.fliter(i, true)', NAMES, typeOf)).toMatchObject([{ hint: 'did you mean filter()?' }]);
  });

  test('problems in every ${ … } of a text, at their place in it', () => {
    const text = 'a ${ $order.total && true } b $order ${ lowr("x") } c';
    const issues = checkText(text, NAMES, typeOf);
    expect(issues.map(({ code }) => code)).toEqual(['ExpressionType', 'ExpressionSyntax']);
    expect(underlined(text, issues)).toEqual(['$order.total', 'lowr("x")']);
    expect(checkText('a ${ b', NAMES, typeOf)).toMatchObject([{ code: 'ExpressionSyntax', offset: 2 }]);
    expect(checkText('no $order.nope expression', NAMES, typeOf)).toEqual([]);
  });

  test('each problem once, in no time, however deep', () => {
    const source = `$items${'.map(a, a)'.repeat(50)}.map(b, !b)`;
    expect(checkExpression(source, NAMES, typeOf)).toHaveLength(1);
    expect(checkExpression(`${'('.repeat(40)}$order.total && true${')'.repeat(40)} || false`, NAMES, typeOf)).toHaveLength(1);
  });
});

describe('unknown types give no false alarms', () => {
  test.each([
    '$order.any + 1 > 2 && $order.any.lower() == "a"',
    '$order.mixed + 1',
    '$order.mixed.lower() + ($order.mixed + 1)',
    '$unknown.a.b[0] * 2 - $unknown.c',
    '$note + "x"',
    '$order.nope.x + 1',
    '$event.data.x > 1',
    '$order.lines[0].qty + 1 > 2',
    '$order.lines.map(l, l.qty).sum() > 1 ? "a" : 1',
    '($order.open ? 1 : "a") + 1',
    '[1, "a"].map(x, x + 1)',
    '{"a": 1}.a + 1',
    '$items.groupBy(i, i).map(k, k.lower())',
    '$run.now - duration("1d") > timestamp("2026-01-01")',
    '$run.now.substring(0, 10)',
    'default($note, 1) + 1',
    'merge($order, {"a": 1}).a + 1',
    'parseJson($order.id).x + 1',
    'max(1, $order.total) + 1',
    '"a" == 1',
  ])('%s', (source) => {
    expect(checkExpression(source, NAMES, typeOf)).toEqual([]);
  });
});
